# Entering, leaving, and a member's own locks.
accounts-sign-in = Sign in to Besa
accounts-for-whom = For staff of the institutions that are part of the referral mechanism.
accounts-login = User name
accounts-passphrase = Passphrase
accounts-passphrase-hint = The five words you chose when you enrolled
accounts-code = Code of the second factor
accounts-code-hint = Six digits of your code app, or the next eight of your card
accounts-enter = Sign in
accounts-have-recovery = I have the recovery code on paper
accounts-have-invitation = I have an invitation code
accounts-need-help = I need help for myself or for somebody else
accounts-before = Before you sign in
accounts-before-idle = The session closes by itself after 15 minutes without use.
accounts-before-hide = The button Cover covers the screen at once and ends the session. What you have saved waits for you.
accounts-before-nobody-asks = Nobody from Besa asks for your passphrase by telephone or e-mail.
accounts-lost = The session had ended. Sign in again: the draft opens where it was last saved.
accounts-refused = Name, passphrase or code do not match. Check all three and wait for a new code.
accounts-wait = Many tries in a row. Try again in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
  }.
accounts-recover = Enter with the recovery code
accounts-key-replaced = The key of this system was replaced on { $date }.
accounts-key-replaced-what = Passphrases and telephone codes from before no longer work. Enter with the recovery code on paper and set both anew.
accounts-key-compare = First compare the root key with the one your institution wrote down. If they differ, type nothing and tell the operator.
accounts-recover-what = With the code on paper you can only set a new passphrase and a new telephone code. It works once.
accounts-recovery-code = Recovery code
accounts-recovery-code-hint = The letters on paper; spaces do not matter
accounts-recovery-refused = Name or recovery code do not match.
accounts-enrol = Enter with the invitation code
accounts-enrol-what = The head of your institution gave you a user name and a code that holds for 72 hours.
accounts-enrol-login-hint = As the head told you
accounts-enrol-root = The eight words of this Besa
accounts-enrol-root-what = Compare them with your invitation before you type the code. If one differs, stop and call the steward.
accounts-enrol-code = Invitation code
accounts-enrol-code-hint = Spaces do not matter
accounts-new-passphrase = New passphrase
accounts-new-passphrase-hint = At least 12 characters. Better: five words that have nothing to do with each other.
accounts-again = The passphrase again
accounts-too-short = Type at least { $least } characters
accounts-too-long = Type no more than { $most } characters
accounts-too-plain = Choose a passphrase that is hard to find, for instance five words
accounts-not-the-same = The two passphrases are not the same
accounts-new-locks = Set a new passphrase
accounts-new-locks-what = Passphrase, telephone code and recovery code are all replaced. Other sessions end.
accounts-handed = Write down these two codes now
accounts-handed-once = They are shown only this once. Do not photograph or send them.
accounts-totp = Key for the code application
accounts-totp-what = Add it to the code application on the telephone. It gives six digits every half minute.
accounts-totp-link = Open in the code application
accounts-recovery-keep = Keep it on paper in a safe place. With it you enter if you lose the telephone or forget the passphrase.
accounts-words = Eight words of my keys
accounts-words-what = Read them aloud when the head or a colleague asks. They must see the same eight words.
accounts-then-confirm = The head confirms your enrolment. Then you can sign in.
accounts-written-down = I have written them down. Continue
accounts-me = Me
accounts-name = Name
accounts-post = Post
accounts-institution = Institution
accounts-circles = Circles
accounts-session = Session
accounts-idle-and-end = The session closes after 15 minutes without use, and 12 hours after signing in at the latest.
accounts-sign-out = Sign out
error-code-refused = Name or code do not match, or the code has run out. Ask the head for a new code.
error-code-spent = This code was used. Wait for the next one.
error-login-taken = This user name is taken
error-not-keyed = The person has not finished enrolling yet
error-already-admitted = The person is in this circle already
error-already-founded = This database was founded before

# Six digits after a pause.
accounts-pin-set = Six digits after a pause
accounts-pin-what = With them you go on after 15 minutes without use, or after covering the screen.
accounts-pin-limit = They hold for two hours and five tries. After that you sign in in full.
accounts-pin-new = New six digits
accounts-pin-new-hint = Not the same digit six times, not a row like 123456
accounts-pin-again = The six digits again
accounts-pin-unfit = Type six digits that do not follow each other
accounts-pin-not-the-same = The digits are not the same
accounts-pin-passphrase-wrong = The passphrase is not right. After many tries wait a minute.
accounts-pin = Six digits
accounts-pin-hint = Those you chose on your own page
accounts-pin-wrong = These are not the digits. { $left ->
    [one] One try is left.
   *[other] { $left } tries are left.
  }
accounts-resume = Go on
accounts-resume-what = The screen was covered. What you have saved is still there.
accounts-resume-now = Go on
accounts-resume-not = Sign in in full
accounts-reset = I lost the second factor
accounts-reset-what = A steward of your institution, or of its partner, gives you a one-time code. With your passphrase you then set new locks.
accounts-reset-code = The steward's one-time code

# A factor shown again before a grave act.
accounts-step-up = Show again that it is you
accounts-step-up-what = Before this step Besa asks again who is at the keyboard. It holds for five minutes.
accounts-step-up-many = Within an hour you have opened many cases that are not your own work. No case is closed. Two colleagues are told.
accounts-step-up-waits = What you sent waits on this page. Nothing is lost.
accounts-step-up-proof = A code or the passphrase
accounts-step-up-hint = A new code of your second factor, or the passphrase
accounts-step-up-wrong = Code or passphrase do not match. Wait for a new code. After many tries wait a minute.
accounts-stepped-up = It is you
accounts-stepped-up-what = What you sent is ready. It goes on when you press the button.
accounts-stepped-up-go = Go on with it

# Second factors.
accounts-enter-key = Sign in with a security key
accounts-with-key = With the security key
accounts-factors = My second factors
accounts-factors-what = Besides the passphrase Besa asks for one of these. Have two, so that a lost one does not shut you out.
accounts-telephone = Code from the phone
accounts-telephone-what = A code app gives six digits every half minute. For a new telephone set new locks.
accounts-card = Printed card
accounts-card-what = A card has 40 codes, each for one use. Your steward prints it. If you lose it, call: a new card makes the old one dead.
accounts-card-none = You have no card.
accounts-card-left = { $left ->
    [one] One code is left.
   *[other] { $left } codes are left.
  }
accounts-card-since = Printed on { $date }.
accounts-card-few = Few codes are left. Ask your steward for a new card.
accounts-keys = Security keys
accounts-keys-none = You have no security key.
accounts-key-since = added on { $date }
accounts-key-add = Add a security key
accounts-key-add-what = A security key is a small device that you plug in or hold to the telephone, and touch.
accounts-key-add-where = It answers only at the address where you add it. A page that imitates Besa gets nothing from it.
accounts-key-name = Name of the key
accounts-key-name-hint = For instance: office key
accounts-key-name-missing = Give the key a short name
accounts-key-touch = Add the key now
accounts-key-no-script = If you see no button above, this browser cannot use keys. Use the code from the phone or a printed card.
accounts-key-not-made = The key was not added. Try once more and touch it when it blinks.
accounts-key-remove = Remove { $name }
accounts-key-refused = Name or passphrase do not match, or there is no key for them. Check both, or use a code.
accounts-key-none = You have no security key. Use a code or the passphrase.

# Sessions.
accounts-sessions = My sessions and devices
accounts-sessions-what = Everywhere you are signed in now.
accounts-session-begun = Signed in
accounts-session-seen = Last used
accounts-session-here = This is where you are now.
accounts-session-end = End the session on { $device }
accounts-sessions-end-others = End all other sessions
accounts-sessions-only = You are signed in nowhere else.
accounts-sessions-unknown = If you do not know one of them, end it, set a new passphrase and tell your steward.
accounts-device-unknown = Unknown device

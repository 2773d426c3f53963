# The inbox: what came to the institution, its slip, the answer, the sealed part, the outcome.
inbox-title = Inbox of the institution
inbox-under = The front desk opens the slip. Name and circumstances open only after acceptance.
inbox-empty = No referral waits for an answer
inbox-empty-what = A new one appears here with its clock.
inbox-late = No answer in time
inbox-waiting = Waiting for an answer
inbox-accepted = Accepted
inbox-ended = Closed
inbox-count = { $n ->
    [one] 1 referral
   *[other] { $n } referrals
}
inbox-from = From { $name }
inbox-sent-at = sent { $when }
inbox-still-answerable = You can still answer
inbox-notices = Notices
inbox-notices-what = A notice says nothing about the person.
inbox-notice-rung = No answer in time. Told: { $to }
inbox-notice-new-case = A new case in the county
inbox-notice-alone = The second look was taken by the same person: there was no colleague
inbox-notice-other = A new notice in the Besa system
inbox-case = Case
inbox-step = Step
inbox-county = County
inbox-when = When

## Time
inbox-time-days = { $days } { $days ->
    [one] day
   *[other] days
} { $hours } h
inbox-time-hours = { $hours } h
inbox-time-both = { $hours } h { $minutes } min
inbox-time-minutes = { $minutes } min
inbox-left = { $time } left
inbox-late-by = { $time } late
inbox-until-today = due today, { $time }
inbox-until = due { $when }
inbox-past-today = was due today, { $time }
inbox-past = was due { $when }

## The slip
inbox-sender = Sender
inbox-urgency = Urgency
inbox-duty = Duty by which you are competent
inbox-path = Path that is followed
inbox-after-accepting = Name and sealed part open to the circle “Cases” as soon as you accept.
inbox-open-package = Open the sealed part
inbox-slip-desk = Only the front desk of your institution opens the slip.
inbox-slip-ended = The referral is closed, so the slip no longer opens.
inbox-slip-over = The slip closed on the day that the sender set. Telephone the sender.
inbox-slip-integrity = The slip did not open, because it does not fit its signature. Telephone the sender and whoever runs the system.

## Who answered
inbox-said-accepted = { $who } accepted it on { $when }.
inbox-said-declined = { $who } did not accept it on { $when }.
inbox-said-by-phone = { $who } recorded your answer on { $when }:
inbox-said-confirmed = { $who } confirmed the answer on { $when }:
inbox-said-withdrawn = { $who } withdrew it on { $when }.
inbox-said-concluded = { $who } told the outcome on { $when }.
inbox-answer = The answer

## The answer
inbox-accept = Accept the referral
inbox-accept-do = Accept
inbox-decline = Do not accept, with a reason
inbox-decline-do = Send the answer
inbox-confirm-phone = Confirm the answer given by telephone
inbox-confirm-phone-do = Confirm
inbox-conclude = Tell how it ended
inbox-conclude-do = Seal and send
inbox-contact = Who receives the person
inbox-contact-hint = Name and telephone of the worker who receives.
inbox-expected = When the person is expected
inbox-expected-hint = Only the hour, if it is today: 14:30. Otherwise date and hour: 25.11.2026 10:00
inbox-condition = Condition or note
inbox-condition-if = On a condition? Write it (you may leave it empty)
inbox-no-names = Write no names of referred persons.
inbox-decline-why = Why you do not accept
inbox-decline-words = What the sender should know (you may leave it empty)
inbox-confirm-what = Which answer holds
inbox-conclude-how = How it ended
inbox-conclude-words = In words (you may leave it empty)
inbox-conclude-hint = Only the circle “Cases” of the sender and your own reads it.
inbox-outcome = How it ended
inbox-declined-why = Why it was not accepted
inbox-withdrawn-why = Why it was withdrawn
inbox-in-words = In words
inbox-readers = Who will read it
inbox-reader-desk = Front desk: { $name }
inbox-reader-cases = Circle “Cases”: { $name }
inbox-reads-answer = who receives the person, when, and on which condition
inbox-reads-package = the sealed part, as soon as you accept
inbox-reads-reason = the reason and the note; the slip closes for you
inbox-reads-confirmation = the answer that you confirm
inbox-reads-package-if = the sealed part, if you accept
inbox-reads-outcome = how it ended, and the note

## The sealed part
inbox-package = What was given to you
inbox-package-from = Given by { $name }, as it stood on the day of sending.
inbox-package-empty = Nothing was given besides the slip
inbox-package-empty-what = If you need something, telephone the sender.
inbox-narrow-circle = This part is for the narrow circle.
inbox-not-yet = It does not open yet
inbox-not-yet-what = The sealed part opens when the referral is accepted, and only to the circle “Cases”.
inbox-finding = Decision

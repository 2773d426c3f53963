# My tasks: codes and verbs, nothing about persons.
tasks-title = My tasks
tasks-start-screening = Start a screening
tasks-late = Late
tasks-today = Today
tasks-week = This week
tasks-later = Later
tasks-count = { $n ->
    [one] 1 task
   *[other] { $n } tasks
}
tasks-empty = You have no tasks today
tasks-empty-what = When something waits for you, it appears here with its clock.
tasks-answer = Answer referral { $code }
tasks-confirm = Confirm the telephone answer, { $code }
tasks-conclude = Tell how { $code } ended
tasks-accepted-at = accepted on { $when }
tasks-chase = Telephone the receiver of { $code }
tasks-look-further = Find another service: { $code } was not accepted
tasks-to = To { $name }
tasks-look-again = Look at the screening once more yourself, { $code }
tasks-look-again-what = Case · there is no other colleague, so when its time has come
tasks-second-look = Take the second look, { $code }
tasks-second-look-what = Case · the signs say more than the decision
tasks-find-looker = Find a colleague for the second look, { $code }
tasks-find-looker-what = Case · you took the screening yourself
tasks-ask-again = Ask the person again, { $code }
tasks-ask-again-what = The person was not able to decide
tasks-call-outside = Telephone and record the answer, { $code }
tasks-call-outside-what = The receiver is outside the system
tasks-duty-report = Make the report that the law asks, { $code }
tasks-duty-report-what = Legal duty
tasks-drafts = Unfinished
tasks-drafts-count = { $n ->
    [one] 1 form
   *[other] { $n } forms
}
tasks-go-on = Continue: { $form }
tasks-form-screening = screening
tasks-form-f1 = initial identification
tasks-form-referral = referral
tasks-form-other = form
tasks-duty-now = On duty now
tasks-awaited = Waiting for others
tasks-unconfirmed = by telephone, unconfirmed

# Alarms about keys and about what no longer opens.
tasks-alarm-read = I have read this
tasks-alarm-rekeyed = { $about } is being given new keys
tasks-alarm-rekeyed-what = Ask the person by telephone whether this is right. If it is not, tell the head at once.
tasks-alarm-half-missing = A sealed text cannot be opened any more: { $about }
tasks-alarm-half-missing-what = Nobody erased it. Tell the operator today: backups bring it back only for some days.
tasks-alarm-ring-missing = A sealed text has lost what opens it: { $about }
tasks-alarm-ring-missing-what = Nobody erased it. Tell the operator today and ask for the last backup.
tasks-alarm-end-missing = The end of a letter is no longer written down: { $about }
tasks-alarm-end-missing-what = Somebody changed the database. Tell the operator today.
tasks-alarm-volume = { $about } opened many cases that are not their own work
tasks-alarm-volume-what = Ask the person why. What was opened can be read at each case, under “Who looked”.

# Text that was sent after the session had ended.
rescued-title = Text saved at { $time }
rescued-what = The session had ended when you sent this. Nothing was sent. Please check it.
rescued-choices = Only choices were made, no words.
rescued-use = Put it back into the draft and check
rescued-drop = Throw it away
rescued-check = to be checked

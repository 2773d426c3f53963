# The screening: before the first question, the steps, the suggestion, the decision.
screening = Screening
screening-new = Begin a screening
screening-before = Before the first question
screening-before-what = Read these words aloud. Then ask whether the person wants to talk.
screening-always = For a child and for danger at this moment
screening-inside = For you only
screening-source = Source: { $source }
screening-begin = I have read it. Continue
screening-steps = Steps of the screening
screening-cap = Screening · step { $step } of { $of }
screening-step-safety = Safety
screening-step-basics = Basics
screening-step-outcome = Outcome
screening-step-check = Check before sealing
screening-danger = The person is not safe now.
screening-danger-what = Telephone the police on 129 before you go on. This system does not replace the call.
screening-child = The path for children is followed.
screening-child-what = Telephone the child protection worker now. The written notice goes by itself when you refer the case.
screening-packs = Where you are talking
screening-packs-hint = Adds questions for the place. You may leave it empty.
screening-signs-what = Mark what you saw or heard. Do not ask again for what the person has said.
screening-vulnerability = Vulnerability alone is never enough, but it helps to understand.
screening-stop-hint = You need no reason to stop.
screening-why = Why this suggestion
screening-no-rule = No rule found signs in the answers.
screening-signs = { $count ->
    [one] 1 sign
   *[other] { $count } signs
}
screening-crime-what = Refer for free legal aid first.
screening-finding = What do you decide?
screening-reason = Why
screening-no-signs-hint = Where there are signs, a second person looks.
screening-read-aloud = Read aloud
screening-thanks = “Thank you for talking with me. You are not to blame.
screening-rights = You have a right to help, even if you do not want to speak with the police.
screening-choice = I want to tell you who can help you. You tell me how you want to go on.”
screening-none = None
screening-after-seal = After sealing the answers do not change. You can only add a new version.
screening-leave = Save and leave
screening-pause = Thank you. We stop here
screening-pause-what = The person does not want to talk now. No reason is needed.
screening-pause-aloud = “That is fine. We can talk whenever you like. Help will be there then too.”
screening-pause-draft = No case was opened. The draft is kept for 72 hours and only you can see it.
screening-pause-back = The person wants to talk: continue
screening-pause-tasks = To the tasks
screening-not-now = The person does not want to talk now
screening-not-now-what = Nothing is sealed against the person’s wish. The draft stays with you.
drafts-remove = Delete the draft
fields-choose = Choose
readers-title = Who will be able to read it
readers-only = Only these, from the moment you seal it:
readers-circle = { $institution }, circle “{ $circle }”
readers-people = { $count ->
    [one] 1 person
   *[other] { $count } people
}
readers-until = while the case is open
readers-not = Not readable by: the prefect, the police, other institutions and whoever maintains the system.

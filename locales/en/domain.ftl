# The words of the field: dimensions, states, roles, sections and the errors of the rules.

## The five dimensions

dimension-identification = Identification
dimension-assistance = Assistance
dimension-consent = Consent
dimension-proceedings = Criminal proceedings
dimension-residence = Residence

## Identification

identification-signal = Signal received
identification-screened = Screened, no decision
identification-at-risk = Person at risk of trafficking
identification-potential = Potential victim of trafficking
identification-victim = Victim of trafficking, formally identified
identification-not-victim = Not a victim
identification-undetermined = Undetermined

## Assistance

assistance-none = None
assistance-offered = Offered
assistance-refused = Refused by the person
assistance-emergency = Emergency
assistance-sheltered = In a shelter
assistance-community = In the community
assistance-semi-independent = Semi-independent living
assistance-follow-up = Follow-up after leaving
assistance-withdrawn = Withdrawn by the person
assistance-completed = Completed
assistance-transferred = Transferred

## Consent

consent-not-asked = Not asked
consent-given = Given
consent-limited = Limited
consent-refused = Refused
consent-withdrawn = Withdrawn
consent-not-applicable-child = Child: the view is heard

## Criminal proceedings

proceedings-none = None
proceedings-reported = Reported
proceedings-investigation = Investigation
proceedings-charged = Charged
proceedings-trial = Trial
proceedings-judgment-first = First-instance judgment
proceedings-judgment-final = Final judgment
proceedings-closed = Closed
proceedings-suspended = Suspended

## Residence (foreign nationals)

residence-not-applicable = Does not apply
residence-reflection = Recovery and reflection period
residence-temporary-permit = Temporary permit
residence-asylum-procedure = Asylum procedure
residence-assisted-return-planned = Assisted return planned
residence-returned = Returned
residence-other-stay = Other stay

## Age and sections of the screening

age-child = Under 18
age-adult = 18 or over
age-unclear = Unclear: the path for children is followed
group-a = A. Recruitment
group-b = B. Coercion and exploitation
group-c = C. Movement and documents
group-v = Vulnerability
answer-yes = Yes
answer-no = No
answer-unknown = I do not know
answer-not-asked = Not asked
indicator-private = Do not ask in front of others
indicator-observed = Observe, do not ask
indicator-crime-warning = Do not write details of the act; a lawyer is needed.
indicator-more = More signs

## What the screening suggests; the person decides

outcome-sufficient = Sufficient signs for a potential victim of trafficking
outcome-partial = Partial signs: a second look is needed
outcome-none-today = No signs were noticed today
outcome-advice = This is a suggestion, not a decision. You decide, and say why.
finding-potential = Potential victim of trafficking
finding-at-risk = Person at risk of trafficking
finding-no-signs = No signs of trafficking
finding-undetermined = I cannot determine it
finding-second-look = A second person looks at it, because the signs say more.
finding-why = Why? One or two sentences. Write no names.

## Referral

referral-sent = Sent, not seen yet
referral-seen = Seen, no answer yet
referral-accepted = Accepted
referral-declined = Not accepted, with a reason
referral-answered-by-phone = Answered by telephone, unconfirmed
referral-no-answer-in-time = Not answered in time
referral-withdrawn = Withdrawn by the sender
referral-concluded = Finished
referral-act-send = Seal and send
referral-act-open = Open
referral-act-accept = Accept
referral-act-decline = Do not accept, with a reason
referral-act-withdraw = Withdraw
referral-act-conclude = Report how it ended
referral-act-record-answer = Record the answer given by telephone or on paper
referral-act-confirm-answer = Confirm the answer
referral-act-reroute = Send to the next level
referral-to-member = In the system
referral-to-outside = Outside the system: by letter
phone-answer-accepts = Accepts
phone-answer-declines = Does not accept
level-local = The municipality where the person is
level-same-county = Another municipality of the county
level-child-agency = The State Agency for children
level-responsible-authority = Responsible Authority
conflict-question = Could this notice endanger the person?

## Urgency and the telephone first

urgency-urgent = Urgent
urgency-normal = Normal
urgency-not-a-call = This system does not replace the telephone call.
call-question = Did you speak with somebody?
call-spoke = We spoke
call-no-answer = No answer
call-no-number = There is no number
rung-duty-person = The receiver’s duty person
rung-head = The receiver’s head
rung-county-duty = The county duty roster
rung-responsible-authority = The Responsible Authority
rung-told = Next level told

## Risk

risk-low = Low
risk-medium = Medium
risk-high = High
risk-extreme = Extreme

## Grounds and wishes, kept apart

ground-law = Legal duty
ground-vital-interest = Vital interest
ground-public-duty = Public duty
ground-consent = Consent
wish-yes = Yes
wish-no = No
wish-not-now = Not now
wish-unable-now = Not able to decide now

## Duties and what the worker must pass on

letter-l = Leads
letter-p = Takes part
letter-c = Is consulted
letter-i = Is informed
profession-public-official = Public official
profession-police = Police
profession-medical = Medical staff
profession-confidential-ngo = NGO staff bound by confidentiality
profession-lawyer = Lawyer
profession-other = Other
duty-report-offence = Must report an offence by law
duty-medical-report = Must report as medical staff
duty-confidential = Bound by professional secrecy

## Roles

role-operator = Operator
role-steward = Steward
role-head = Head
role-front-line = Front-line worker
role-front-desk = Front desk
role-case-worker = Case manager
role-child-protection-worker = Child protection worker
role-police-officer = Police officer
role-social-officer = Social worker
role-responsible-authority = Responsible Authority
role-coordinator-analyst = Analyst of the national coordinator
role-committee-member = Member of the regional committee
role-auditor = Auditor
role-system = The system
role-public = The public

## Where a member stands

member-invited = Invited
member-keyed = Has keys, awaits confirmation
member-confirmed = Confirmed
member-suspended = Suspended
member-left = Left

## Circles

circle-front-desk = Front desk
circle-cases = Cases
circle-sensitive = Sensitive
circle-stewards = Stewards

## Sealed sections of a case

section-header = Header
section-identity = Identity
section-screening = Screening
section-identification = Initial identification
section-safe-contact = Safe contact
section-safe-address = Where the person stays
section-account = What was said and seen
section-medical = Health
section-second-look = Second look
section-wish = The person’s wish and the ground
section-slip = Referral slip
section-answer-note = Note with the answer
section-decline-note = Note on why it was not accepted
section-withdrawal-note = Note on why it was withdrawn
section-outcome-note = Note on the outcome

## Where the law of a text stands

mark-r = read in the source
mark-k = unconfirmed
mark-i = unconfirmed

## Months and days of the week

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

## Errors: what is wrong with an answer

error-bad-id = This address is not complete. Open the page from its list.
error-bad-case-code = Write the case code, e.g. 7F2Q-94
error-bad-referral-code = Write the referral code, e.g. RF-7KM3Q9
error-unknown-code = Choose one of the answers in the list
error-bad-area = Choose a county, a municipality or the whole country
error-missing = Answer this question
error-not-a-choice = Choose one of the answers given
error-only-one = Choose one answer only
error-line-too-long = Shorten it to 300 characters or fewer
error-prose-too-long = Shorten it to 4,000 characters or fewer
error-not-a-number = Write a whole number from 0 to 9999, in digits
error-not-a-phone = Write a telephone number, e.g. +355 69 000 0000
error-no-municipality = Choose a municipality from the list
error-no-institution = Choose an institution from the list
error-no-evidence = Choose how you know: said by the person, seen, from a document, or said by somebody else
error-no-reason = Write the reason in one or two sentences
error-not-a-date = Write the date, e.g. 1.3.2014, or only month and year, e.g. 3.2014
error-not-a-time = Write the time, e.g. 08:05
error-date-out-of-range = Write a year from 1900 to 2199
error-date-in-the-future = This date has not come yet. Write a date up to today

## Errors: a step that cannot follow

error-referral-not-sent = This referral has not been sent yet
error-referral-sent-twice = This referral was sent already
error-already-answered = Somebody answered the referral before you. See that answer
error-already-withdrawn = The sender has withdrawn this referral
error-already-concluded = This referral has ended
error-already-seen = This referral was seen already
error-not-yet-answered = The referral has no answer yet
error-nothing-to-confirm = No answer by telephone waits for confirmation
error-confirm-instead = An answer was given by telephone. Confirm or correct it
error-clock-does-not-run-out = The time has not run out yet, or is no longer measured
error-outside-has-no-seat = This receiver is outside the system. Record the answer given to you by telephone or on paper
error-back-in-time = The time given lies before the step that came earlier. Check date and time
error-wish-no = The person said no, so it is not sent. You may choose another kind of help
error-wish-not-now = The person said “not now”, so it is not sent today
error-wish-unable = The person is not able to decide now. Ask again after rest
error-ground-needs-reason = Write the reason: which law or which danger requires the sending
error-ground-not-by-law = No law requires telling this service about an adult. Ask the person
error-ground-not-by-duty = Public duty alone is not enough to send an adult’s case. Ask the person
error-status-needs-formal = Only formal identification gives this status, with two signatures from two institutions
error-status-not-screened = Do the screening first
error-status-unchanged = This status stands already
error-status-goes-back = A history does not go back to its beginning. Add a new status
error-section-format = This section was written by a version that this program does not know
error-section-unreadable = This section cannot be read. Tell the operator of the system

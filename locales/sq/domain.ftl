# Fjalët e fushës: dimensionet, gjendjet, rolet, pjesët dhe gabimet e rregullave.

## Pesë dimensionet

dimension-identification = Identifikimi
dimension-assistance = Asistenca
dimension-consent = Pëlqimi
dimension-proceedings = Procedimi penal
dimension-residence = Qëndrimi

## Identifikimi

identification-signal = Sinjalizim
identification-screened = Me intervistë fillestare të kryer
identification-at-risk = Person në rrezik trafikimi
identification-potential = Viktimë e mundshme e trafikimit (VMT)
identification-victim = Viktimë e trafikimit (VT)
identification-not-victim = Nuk është viktimë
identification-undetermined = E papërcaktuar

## Asistenca

assistance-none = Nuk ka
assistance-offered = Është ofruar
assistance-refused = Nuk u pranua nga personi
assistance-emergency = Emergjencë
assistance-sheltered = Në strehëz
assistance-community = Në komunitet
assistance-semi-independent = Jetesë gjysmë e pavarur
assistance-follow-up = Ndjekje pas largimit
assistance-withdrawn = Personi u tërhoq
assistance-completed = E përfunduar
assistance-transferred = E transferuar

## Pëlqimi

consent-not-asked = Nuk është pyetur
consent-given = I dhënë
consent-limited = I kufizuar
consent-refused = I refuzuar
consent-withdrawn = I tërhequr
consent-not-applicable-child = Fëmijë: dëgjohet mendimi

## Procedimi penal

proceedings-none = Nuk ka
proceedings-reported = Kallëzim
proceedings-investigation = Hetim
proceedings-charged = Akuzë
proceedings-trial = Gjykim
proceedings-judgment-first = Vendim i shkallës së parë
proceedings-judgment-final = Vendim i formës së prerë
proceedings-closed = I mbyllur
proceedings-suspended = I pezulluar

## Qëndrimi (shtetas të huaj)

residence-not-applicable = Nuk zbatohet
residence-reflection = Periudhë rimëkëmbjeje dhe reflektimi
residence-temporary-permit = Leje qëndrimi e përkohshme
residence-asylum-procedure = Procedurë azili
residence-assisted-return-planned = Kthim i asistuar në përgatitje
residence-returned = I kthyer
residence-other-stay = Qëndrim tjetër

## Mosha dhe seksionet e shqyrtimit

age-child = Nën 18 vjeç
age-adult = 18 vjeç e lart
age-unclear = E paqartë: ndiqet rruga për fëmijë
group-a = A. Rekrutimi
group-b = B. Shtrëngimi dhe shfrytëzimi
group-c = C. Lëvizja dhe dokumentet
group-v = Cenueshmëria
answer-yes = Po
answer-no = Jo
answer-unknown = Nuk e di
answer-not-asked = Nuk u pyet
indicator-private = Mos e pyesni para të tjerëve
indicator-observed = Vëreni, mos pyesni
indicator-crime-warning = Mos shkruani hollësi të veprës; kërkohet avokat.
indicator-more = Më shumë tregues

## Çfarë sugjeron shqyrtimi; vendos personi që shqyrton

outcome-sufficient = Tregues të mjaftueshëm për viktimë të mundshme të trafikimit
outcome-partial = Tregues të pjesshëm: kërkohet vlerësim i dytë
outcome-none-today = Nuk u vunë re tregues sot
outcome-advice = Ky është sugjerim, jo vendim. Vendosni ju dhe thoni pse.
finding-potential = Viktimë e mundshme e trafikimit (VMT)
finding-at-risk = Person në rrezik trafikimi
finding-no-signs = Nuk ka shenja të trafikimit
finding-undetermined = Nuk mund ta përcaktoj
finding-second-look = Një person i dytë e shikon, sepse treguesit thonë më shumë.
finding-why = Pse? Një ose dy fjali. Mos shkruani emra.

## Referimi

referral-sent = I dërguar, ende pa u parë
referral-seen = I parë, pa përgjigje ende
referral-accepted = I pranuar
referral-declined = I papranuar, me arsye
referral-answered-by-phone = Me përgjigje me telefon, e pakonfirmuar
referral-no-answer-in-time = Pa përgjigje në afat
referral-withdrawn = I tërhequr nga dërguesi
referral-concluded = I përfunduar
referral-act-send = Kyçeni dhe dërgojeni
referral-act-open = Hapeni
referral-act-accept = Pranojeni
referral-act-decline = Mos e pranoni, me arsye
referral-act-withdraw = Tërhiqeni
referral-act-conclude = Njoftoni si përfundoi
referral-act-record-answer = Shënoni përgjigjen e marrë me telefon ose me shkresë
referral-act-confirm-answer = Konfirmojeni përgjigjen
referral-act-reroute = Dërgojeni te niveli tjetër
referral-to-member = Në sistem
referral-to-outside = Jashtë sistemit: me shkresë
phone-answer-accepts = E pranon
phone-answer-declines = Nuk e pranon
level-local = Bashkia ku ndodhet personi
level-same-county = Bashki tjetër e qarkut
level-child-agency = Agjencia shtetërore për fëmijët
level-responsible-authority = Autoriteti Përgjegjës
conflict-question = A mund ta rrezikojë personin ky njoftim?

## Urgjenca dhe telefoni në fillim

urgency-urgent = Urgjent
urgency-normal = I zakonshëm
urgency-not-a-call = Ky sistem nuk zëvendëson telefonatën.
call-question = A folët me dikë?
call-spoke = Folëm
call-no-answer = Nuk u përgjigj
call-no-number = S’ka numër
rung-duty-person = Personi i turnit te marrësi
rung-head = Titullari i marrësit
rung-county-duty = Turni i qarkut
rung-responsible-authority = Autoriteti Përgjegjës
rung-told = Njoftim i nivelit tjetër

## Rreziku

risk-low = I ulët
risk-medium = I mesëm
risk-high = I lartë
risk-extreme = Ekstrem

## Baza ligjore dhe dëshira, të ndara

ground-law = Detyrim ligjor
ground-vital-interest = Interes jetik
ground-public-duty = Detyrë publike
ground-consent = Pëlqim
wish-yes = Po
wish-no = Jo
wish-not-now = Jo tani
wish-unable-now = Nuk është në gjendje të vendosë tani

## Detyrat dhe çfarë duhet njoftuar

letter-l = Drejton
letter-p = Merr pjesë
letter-c = Këshillohet
letter-i = Informohet
profession-public-official = Zyrtar publik
profession-police = Policia
profession-medical = Personel mjekësor
profession-confidential-ngo = Punonjës organizate me sekret profesional
profession-lawyer = Avokat
profession-other = Tjetër
duty-report-offence = Ka detyrim ligjor të kallëzojë
duty-medical-report = Ka detyrim të njoftojë si personel mjekësor
duty-confidential = E lidh sekreti profesional

## Rolet

role-operator = Mirëmbajtës i sistemit
role-steward = Përgjegjës i çelësave
role-head = Titullar
role-front-line = Punonjës i vijës së parë
role-front-desk = Sporteli
role-case-worker = Menaxher i rastit
role-child-protection-worker = Punonjës për mbrojtjen e fëmijëve
role-police-officer = Punonjës policie
role-social-officer = Punonjës social
role-responsible-authority = Autoriteti Përgjegjës
role-coordinator-analyst = Analist i koordinatorit kombëtar
role-committee-member = Anëtar i komitetit rajonal
role-auditor = Verifikues
role-system = Sistemi
role-public = Publiku

## Gjendja e anëtarit

member-invited = I ftuar
member-keyed = Me çelës, pret konfirmimin
member-confirmed = I konfirmuar
member-suspended = I pezulluar
member-left = I larguar

## Rrethet

circle-front-desk = Sporteli
circle-cases = Rastet
circle-sensitive = Të ndjeshmet
circle-stewards = Përgjegjësit e çelësave

## Pjesët e kyçura të rastit

section-header = Kreu i rastit
section-identity = Identiteti
section-screening = Shqyrtimi paraprak
section-identification = Identifikimi fillestar
section-safe-contact = Kontakti i sigurt
section-safe-address = Vendi ku ndodhet
section-account = Çfarë u tha dhe çfarë u pa
section-medical = Shëndeti
section-second-look = Vlerësimi i dytë
section-wish = Dëshira e personit dhe baza ligjore
section-slip = Fleta e shkurtër e referimit
section-answer-note = Shënimi i përgjigjes
section-decline-note = Shënimi pse nuk u pranua
section-withdrawal-note = Shënimi pse u tërhoq
section-outcome-note = Shënimi për përfundimin

## Gjendja e burimit

mark-r = lexuar në burim
mark-k = e pakonfirmuar
mark-i = e pakonfirmuar

## Muajt dhe ditët e javës

month-1 = janar
month-2 = shkurt
month-3 = mars
month-4 = prill
month-5 = maj
month-6 = qershor
month-7 = korrik
month-8 = gusht
month-9 = shtator
month-10 = tetor
month-11 = nëntor
month-12 = dhjetor
weekday-1 = e hënë
weekday-2 = e martë
weekday-3 = e mërkurë
weekday-4 = e enjte
weekday-5 = e premte
weekday-6 = e shtunë
weekday-7 = e diel

## Gabime: çfarë nuk shkon me një përgjigje

error-bad-id = Kjo adresë nuk është e plotë. Hapeni faqen nga lista.
error-bad-case-code = Shkruani kodin e rastit, p.sh. 7F2Q-94
error-bad-referral-code = Shkruani kodin e referimit, p.sh. RF-7KM3Q9
error-unknown-code = Zgjidhni një nga përgjigjet e listës
error-bad-area = Zgjidhni një qark, një bashki ose gjithë vendin
error-missing = Jepni një përgjigje për këtë pyetje
error-not-a-choice = Zgjidhni një nga përgjigjet e dhëna
error-only-one = Zgjidhni vetëm një përgjigje
error-line-too-long = Shkurtojeni në 300 shenja ose më pak
error-prose-too-long = Shkurtojeni në 4 000 shenja ose më pak
error-not-a-number = Shkruani një numër të plotë nga 0 deri në 9999, me shifra
error-not-a-phone = Shkruani një numër telefoni, p.sh. +355 69 000 0000
error-no-municipality = Zgjidhni një bashki nga lista
error-no-institution = Zgjidhni një institucion nga lista
error-no-evidence = Zgjidhni nga e dini: e tha personi, e patë vetë, nga një dokument ose e tha dikush tjetër
error-no-reason = Shkruani arsyen me një ose dy fjali
error-not-a-date = Shkruani datën, p.sh. 1.3.2014, ose vetëm muajin dhe vitin, p.sh. 3.2014
error-not-a-time = Shkruani orën, p.sh. 08:05
error-date-out-of-range = Shkruani një vit nga 1900 deri në 2199
error-date-in-the-future = Kjo datë nuk ka ardhur ende. Shkruani një datë deri sot

## Gabime: një hap që nuk mund të bëhet tani

error-referral-not-sent = Ky referim nuk është dërguar ende
error-referral-sent-twice = Ky referim është dërguar tashmë
error-already-answered = Dikush iu përgjigj referimit para jush. Shihni përgjigjen e tij
error-already-withdrawn = Dërguesi e ka tërhequr këtë referim
error-already-concluded = Ky referim ka përfunduar
error-already-seen = Ky referim është parë tashmë
error-not-yet-answered = Referimi nuk ka ende përgjigje
error-nothing-to-confirm = Nuk ka përgjigje me telefon që pret konfirmim
error-confirm-instead = Një përgjigje është marrë me telefon. Konfirmojeni ose korrigjojeni
error-clock-does-not-run-out = Afati nuk ka kaluar ende, ose nuk matet më
error-outside-has-no-seat = Ky marrës është jashtë sistemit. Shënoni përgjigjen që ju dha me telefon ose me shkresë
error-back-in-time = Ora e shënuar është para hapit të mëparshëm. Kontrolloni datën dhe orën
error-wish-no = Personi tha jo, prandaj nuk dërgohet. Mund të zgjidhni një ndihmë tjetër
error-wish-not-now = Personi tha «jo tani», prandaj nuk dërgohet sot
error-wish-unable = Personi nuk është në gjendje të vendosë tani. Pyeteni sërish kur të ketë pushuar
error-ground-needs-reason = Shkruani arsyen: ç’ligj ose ç’rrezik e kërkon dërgimin
error-ground-not-by-law = Ligji nuk kërkon njoftimin e këtij shërbimi për një të rritur. Pyesni personin
error-ground-not-by-duty = Detyra publike nuk mjafton për të dërguar rastin e një të rrituri. Pyesni personin
error-status-needs-formal = Këtë status e jep vetëm identifikimi formal, me dy nënshkrime nga dy institucione
error-status-not-screened = Bëni më parë shqyrtimin
error-status-unchanged = Ky status është në fuqi tashmë
error-status-goes-back = Historiku nuk kthehet në fillim. Shtoni një status të ri
error-section-format = Kjo pjesë është shkruar nga një version që ky program nuk e njeh
error-section-unreadable = Kjo pjesë nuk lexohet. Njoftoni mirëmbajtësin e sistemit

# Hyrja, dalja dhe kyçet e punonjësit.
accounts-sign-in = Hyni në sistemin Besa
accounts-for-whom = Për punonjësit e institucioneve që janë pjesë e mekanizmit të referimit.
accounts-login = Emri i përdoruesit
accounts-passphrase = Fraza e kalimit
accounts-passphrase-hint = Pesë fjalët që zgjodhët kur u regjistruat
accounts-code = Kodi i faktorit të dytë
accounts-code-hint = Gjashtë shifra nga aplikacioni, ose tetë të radhës nga karta
accounts-enter = Hyni
accounts-have-recovery = Kam kodin e rikuperimit në letër
accounts-have-invitation = Kam një kod ftese
accounts-need-help = Kërkoj ndihmë për vete ose për dikë tjetër
accounts-before = Para se të hyni
accounts-before-idle = Sesioni mbyllet vetë pas 15 minutash pa veprim.
accounts-before-hide = Butoni Mbulo e mbulon ekranin menjëherë dhe e mbyll sesionin. Çfarë keni ruajtur ju pret.
accounts-before-nobody-asks = Askush nga Besa nuk ju kërkon frazën me telefon ose me e-mail.
accounts-lost = Sesioni ishte mbyllur. Hyni sërish: drafti hapet aty ku u ruajt për herë të fundit.
accounts-refused = Emri, fraza ose kodi nuk përputhen. Kontrolloni të tria dhe prisni një kod të ri.
accounts-wait = Shumë prova radhazi. Provoni sërish pas { $seconds ->
    [one] { $seconds } sekonde
   *[other] { $seconds } sekondash
  }.
accounts-recover = Hyni me kodin e rikuperimit
accounts-key-replaced = Çelësi i këtij sistemi u ndërrua më { $date }.
accounts-key-replaced-what = Frazat dhe kodet e telefonit të mëparshme nuk vlejnë më. Hyni me kodin e rikuperimit në letër dhe vendosini nga e para.
accounts-key-compare = Më parë krahasoni çelësin rrënjë me atë që ka shënuar institucioni juaj. Nëse ndryshojnë, mos shkruani asgjë dhe njoftoni operatorin.
accounts-recover-what = Me kodin në letër mund vetëm të vendosni frazë dhe kod telefoni të ri. Kodi vlen një herë.
accounts-recovery-code = Kodi i rikuperimit
accounts-recovery-code-hint = Shkronjat në letër; hapësirat nuk kanë rëndësi
accounts-recovery-refused = Emri ose kodi i rikuperimit nuk përputhen.
accounts-enrol = Hyni me kodin e ftesës
accounts-enrol-what = Drejtuesi i institucionit ju ka dhënë emrin e përdoruesit dhe një kod që vlen 72 orë.
accounts-enrol-login-hint = Siç jua tha drejtuesi
accounts-enrol-root = Tetë fjalët e kësaj Bese
accounts-enrol-root-what = Krahasojini me ftesën para se të shkruani kodin. Nëse ndryshon njëra, ndaluni dhe telefononi përgjegjësin e çelësave.
accounts-enrol-code = Kodi i ftesës
accounts-enrol-code-hint = Hapësirat nuk kanë rëndësi
accounts-new-passphrase = Frazë e re kalimi
accounts-new-passphrase-hint = Të paktën 12 shenja. Më mirë: pesë fjalë që nuk lidhen me njëra-tjetrën.
accounts-again = Fraza edhe një herë
accounts-too-short = Shkruani të paktën { $least } shenja
accounts-too-long = Shkruani jo më shumë se { $most } shenja
accounts-too-plain = Zgjidhni një frazë që nuk gjendet lehtë, p.sh. pesë fjalë
accounts-not-the-same = Dy frazat nuk janë njësoj
accounts-new-locks = Vendosni frazë të re
accounts-new-locks-what = Fraza, kodi i telefonit dhe kodi i rikuperimit ndërrohen të gjithë. Sesionet e tjera mbyllen.
accounts-handed = Shkruajini tani këto dy kode
accounts-handed-once = Tregohen vetëm këtë herë. Mos i fotografoni dhe mos i dërgoni.
accounts-totp = Çelësi për aplikacionin e kodeve
accounts-totp-what = Shtojeni te aplikacioni i kodeve në telefon. Ai jep nga gjashtë shifra çdo gjysmë minute.
accounts-totp-link = Hapeni te aplikacioni i kodeve
accounts-recovery-keep = Ruajeni në letër, në vend të sigurt. Me të hyni nëse humbni telefonin ose harroni frazën.
accounts-words = Tetë fjalët e çelësave të mi
accounts-words-what = Lexojini me zë kur drejtuesi ose një koleg ju pyet. Ata duhet të shohin të njëjtat tetë fjalë.
accounts-then-confirm = Drejtuesi e konfirmon regjistrimin tuaj. Pastaj mund të hyni.
accounts-written-down = I shkrova. Vazhdoni
accounts-me = Unë
accounts-name = Emri
accounts-post = Detyra
accounts-institution = Institucioni
accounts-circles = Rrethet
accounts-session = Sesioni
accounts-idle-and-end = Sesioni mbyllet pas 15 minutash pa veprim dhe më së voni 12 orë pas hyrjes.
accounts-sign-out = Dilni
error-code-refused = Emri ose kodi nuk përputhen, ose kodi ka mbaruar. Kërkoni një kod të ri nga drejtuesi.
error-code-spent = Ky kod është përdorur. Prisni kodin tjetër.
error-login-taken = Ky emër përdoruesi është i zënë
error-not-keyed = Personi nuk e ka kryer ende regjistrimin
error-already-admitted = Personi është tashmë në këtë rreth
error-already-founded = Kjo bazë është themeluar më parë

# Gjashtë shifra pas një pushimi.
accounts-pin-set = Gjashtë shifra pas pushimit
accounts-pin-what = Me to vazhdoni pas 15 minutash pa përdorim, ose pasi keni mbuluar ekranin.
accounts-pin-limit = Vlejnë dy orë dhe pesë prova. Pas kësaj hyni me të gjitha.
accounts-pin-new = Gjashtë shifra të reja
accounts-pin-new-hint = Jo e njëjta shifër gjashtë herë, jo radhë si 123456
accounts-pin-again = Gjashtë shifrat edhe një herë
accounts-pin-unfit = Shkruani gjashtë shifra që nuk vijnë njëra pas tjetrës
accounts-pin-not-the-same = Shifrat nuk janë të njëjta
accounts-pin-passphrase-wrong = Fraza nuk është e saktë. Pas shumë provave prisni një minutë.
accounts-pin = Gjashtë shifrat
accounts-pin-hint = Ato që zgjodhët te faqja juaj
accounts-pin-wrong = Nuk janë këto shifrat. { $left ->
    [one] Mbetet një provë.
   *[other] Mbeten { $left } prova.
  }
accounts-resume = Vazhdoni
accounts-resume-what = Ekrani ishte mbuluar. Çfarë keni ruajtur është ende aty.
accounts-resume-now = Vazhdoni
accounts-resume-not = Hyni me të gjitha
accounts-reset = Humba faktorin e dytë
accounts-reset-what = Përgjegjësi i çelësave i institucionit tuaj, ose i partnerit, ju jep një kod njëpërdorimësh. Me frazën tuaj vendosni pastaj kyçe të reja.
accounts-reset-code = Kodi njëpërdorimësh i përgjegjësit

# A factor shown again before a grave act.
accounts-step-up = Tregoni përsëri që jeni ju
accounts-step-up-what = Para këtij hapi Besa pyet përsëri kush është te tastiera. Vlen pesë minuta.
accounts-step-up-many = Brenda një ore keni hapur shumë raste që nuk janë puna juaj. Asnjë rast nuk mbyllet. Dy kolegë njoftohen.
accounts-step-up-waits = Ajo që dërguat pret në këtë faqe. Asgjë nuk humbet.
accounts-step-up-proof = Një kod ose fraza e kalimit
accounts-step-up-hint = Një kod i ri i faktorit të dytë, ose fraza e kalimit
accounts-step-up-wrong = Kodi ose fraza nuk përputhet. Prisni një kod të ri. Pas shumë provave prisni një minutë.
accounts-stepped-up = Jeni ju
accounts-stepped-up-what = Ajo që dërguat është gati. Vazhdon kur ta shtypni butonin.
accounts-stepped-up-go = Vazhdoni me të

# Faktorët e dytë.
accounts-enter-key = Hyni me çelës sigurie
accounts-with-key = Me çelësin e sigurisë
accounts-factors = Faktorët e mi të dytë
accounts-factors-what = Përveç frazës, Besa kërkon një nga këta. Mbani dy, që humbja e njërit të mos ju lërë jashtë.
accounts-telephone = Kodi nga telefoni
accounts-telephone-what = Aplikacioni i kodeve jep gjashtë shifra çdo gjysmë minute. Për telefon të ri vendosni frazë të re.
accounts-card = Karta e shtypur
accounts-card-what = Karta ka 40 kode, secili për një përdorim. E shtyp përgjegjësi i çelësave. Nëse e humbni, telefononi: karta e re e shuan të vjetrën.
accounts-card-none = Nuk keni kartë.
accounts-card-left = { $left ->
    [one] Ka mbetur një kod.
   *[other] Kanë mbetur { $left } kode.
  }
accounts-card-since = Shtypur më { $date }.
accounts-card-few = Kanë mbetur pak kode. Kërkojini përgjegjësit të çelësave një kartë të re.
accounts-keys = Çelësat e sigurisë
accounts-keys-none = Nuk keni çelës sigurie.
accounts-key-since = shtuar më { $date }
accounts-key-add = Shtoni një çelës sigurie
accounts-key-add-what = Çelësi i sigurisë është një pajisje e vogël që e futni në kompjuter ose ia afroni telefonit, dhe e prekni.
accounts-key-add-where = Përgjigjet vetëm në adresën ku e shtoni. Një faqe që imiton Besën nuk merr asgjë prej tij.
accounts-key-name = Emri i çelësit
accounts-key-name-hint = P.sh. çelësi i zyrës
accounts-key-name-missing = Jepini çelësit një emër të shkurtër
accounts-key-touch = Shtoni çelësin tani
accounts-key-no-script = Nëse nuk shihni buton më sipër, ky shfletues nuk përdor dot çelësa. Përdorni kodin nga telefoni ose kartën e shtypur.
accounts-key-not-made = Çelësi nuk u shtua. Provoni edhe një herë dhe prekeni kur të pulsojë.
accounts-key-remove = Hiqni çelësin { $name }
accounts-key-refused = Emri ose fraza nuk përputhet, ose nuk ka çelës për ta. Kontrolloni të dyja, ose përdorni një kod.
accounts-key-none = Nuk keni çelës sigurie. Përdorni një kod ose frazën.

# Sesionet.
accounts-sessions = Sesionet dhe pajisjet e mia
accounts-sessions-what = Kudo ku keni hyrë tani.
accounts-session-begun = Hyrja
accounts-session-seen = Përdorimi i fundit
accounts-session-here = Këtu jeni tani.
accounts-session-end = Mbyllni sesionin në { $device }
accounts-sessions-end-others = Mbyllni të gjitha sesionet e tjera
accounts-sessions-only = Nuk keni hyrë askund tjetër.
accounts-sessions-unknown = Nëse nuk e njihni njërin, mbylleni, vendosni frazë të re dhe njoftoni përgjegjësin e çelësave.
accounts-device-unknown = Pajisje e panjohur

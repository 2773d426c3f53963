# Shqyrtimi paraprak: para pyetjes së parë, hapat, sugjerimi, vendimi.
screening = Shqyrtim paraprak
screening-new = Nisni një shqyrtim paraprak
screening-before = Para pyetjes së parë
screening-before-what = Lexojini me zë këto fjalë. Pastaj pyeteni personin nëse do të flasë.
screening-always = Për një fëmijë dhe për rrezik të menjëhershëm
screening-inside = Vetëm për ju
screening-source = Burimi: { $source }
screening-begin = E lexova. Vazhdoni
screening-steps = Hapat e shqyrtimit
screening-cap = Shqyrtim paraprak · hapi { $step } nga { $of }
screening-step-safety = Siguria
screening-step-basics = Të dhënat bazë
screening-step-outcome = Përfundimi
screening-step-check = Kontrolloni para kyçjes
screening-danger = Personi nuk është i sigurt tani.
screening-danger-what = Telefononi policinë në 129 para se të vazhdoni. Ky sistem nuk e zëvendëson telefonatën.
screening-child = Ndiqet rruga për fëmijë.
screening-child-what = Telefononi tani punonjësin për mbrojtjen e fëmijës. Njoftimi i shkruar niset vetë kur e referoni rastin.
screening-packs = Ku po flisni
screening-packs-hint = Shton pyetje për vendin. Mund ta lini bosh.
screening-signs-what = Shënoni çfarë keni parë ose dëgjuar. Mos e pyesni personin përsëri për diçka që e ka thënë.
screening-vulnerability = Cenueshmëria vetëm nuk mjafton kurrë, por ndihmon të kuptohet gjendja.
screening-stop-hint = Nuk duhet të jepni arsye për ndalimin.
screening-why = Pse ky sugjerim
screening-no-rule = Asnjë rregull nuk gjeti tregues te përgjigjet.
screening-signs = { $count ->
    [one] 1 tregues
   *[other] { $count } tregues
}
screening-crime-what = Referojeni së pari për ndihmë juridike falas.
screening-finding = Si vendosni ju?
screening-reason = Pse
screening-no-signs-hint = Nëse ka tregues, një person i dytë e shikon.
screening-read-aloud = Lexojeni me zë
screening-thanks = «Faleminderit që folët me mua. Ju nuk keni faj.
screening-rights = Keni të drejtë për ndihmë, edhe nëse nuk doni të flisni me policinë.
screening-choice = Dua t’ju them kush mund t’ju ndihmojë. Ju më thoni si doni të vazhdojmë.»
screening-none = Asnjë
screening-after-seal = Pas kyçjes përgjigjet nuk ndryshohen. Mund të shtoni vetëm një version të ri.
screening-leave = Ruajeni dhe dilni
screening-pause = Faleminderit. Ndaluam këtu
screening-pause-what = Personi nuk do të flasë tani. Nuk duhet asnjë arsye.
screening-pause-aloud = «Mirë. Mund të flasim kur të doni ju. Ndihma ju pret edhe atëherë.»
screening-pause-draft = Asnjë rast nuk u hap. Drafti ruhet 72 orë dhe e shihni vetëm ju.
screening-pause-back = Personi do të flasë: vazhdoni
screening-pause-tasks = Te detyrat
screening-not-now = Personi nuk do të flasë tani
screening-not-now-what = Pa dëshirën e personit nuk kyçet asgjë. Drafti mbetet te ju.
drafts-remove = Fshijeni draftin
fields-choose = Zgjidhni
readers-title = Kush do të mund ta lexojë
readers-only = Vetëm këta, nga çasti kur e kyçni:
readers-circle = { $institution }, rrethi «{ $circle }»
readers-people = { $count ->
    [one] 1 person
   *[other] { $count } persona
}
readers-until = derisa të mbyllet rasti
readers-not = Nuk e lexojnë: prefekti, policia, institucionet e tjera dhe ai që mirëmban sistemin.

# Detyrat e mia: kode dhe folje, asgjë për persona.
tasks-title = Detyrat e mia
tasks-start-screening = Nisni një shqyrtim paraprak
tasks-late = Me vonesë
tasks-today = Sot
tasks-week = Këtë javë
tasks-later = Më vonë
tasks-count = { $n ->
    [one] 1 detyrë
   *[other] { $n } detyra
}
tasks-empty = Sot nuk keni detyra
tasks-empty-what = Kur ju pret diçka, del këtu me afatin e saj.
tasks-answer = Përgjigjuni referimit { $code }
tasks-confirm = Konfirmoni përgjigjen me telefon, { $code }
tasks-conclude = Njoftoni si përfundoi { $code }
tasks-accepted-at = pranuar më { $when }
tasks-chase = Telefononi marrësin e referimit { $code }
tasks-look-further = Gjeni shërbim tjetër: { $code } nuk u pranua
tasks-to = Te { $name }
tasks-look-again = Shikojeni vetë edhe një herë shqyrtimin, { $code }
tasks-look-again-what = Rast · nuk ka koleg tjetër, prandaj kur të vijë ora
tasks-second-look = Bëni vlerësimin e dytë, { $code }
tasks-second-look-what = Rast · treguesit thonë më shumë se vendimi
tasks-find-looker = Gjeni një koleg për vlerësimin e dytë, { $code }
tasks-find-looker-what = Rast · shqyrtimin e bëtë ju vetë
tasks-ask-again = Pyeteni sërish personin, { $code }
tasks-ask-again-what = Personi nuk ishte në gjendje të vendoste
tasks-call-outside = Telefononi dhe shënoni përgjigjen, { $code }
tasks-call-outside-what = Marrësi është jashtë sistemit
tasks-duty-report = Bëni njoftimin që kërkon ligji, { $code }
tasks-duty-report-what = Detyrim ligjor
tasks-drafts = Të papërfunduara
tasks-drafts-count = { $n ->
    [one] 1 formular
   *[other] { $n } formularë
}
tasks-go-on = Vazhdoni: { $form }
tasks-form-screening = shqyrtim paraprak
tasks-form-f1 = identifikim fillestar
tasks-form-referral = referim
tasks-form-other = formular
tasks-duty-now = Turni tani
tasks-awaited = Në pritje të të tjerëve
tasks-unconfirmed = me telefon, e pakonfirmuar

# Alarme për çelësat dhe për atë që nuk hapet më.
tasks-alarm-read = E lexova
tasks-alarm-rekeyed = { $about } po merr çelësa të rinj
tasks-alarm-rekeyed-what = Pyeteni personin me telefon nëse është e vërtetë. Nëse jo, njoftoni menjëherë drejtuesin.
tasks-alarm-half-missing = Një tekst i mbyllur nuk hapet më: { $about }
tasks-alarm-half-missing-what = Askush nuk e ka fshirë. Njoftoni sot operatorin: kopjet rezervë e kthejnë vetëm për disa ditë.
tasks-alarm-ring-missing = Një tekst i mbyllur ka humbur atë që e hap: { $about }
tasks-alarm-ring-missing-what = Askush nuk e ka fshirë. Njoftoni sot operatorin dhe kërkoni kopjen e fundit rezervë.
tasks-alarm-end-missing = Mbyllja e një letre nuk është më e shënuar: { $about }
tasks-alarm-end-missing-what = Dikush e ka ndryshuar bazën e të dhënave. Njoftoni sot operatorin.
tasks-alarm-volume = { $about } hapi shumë raste që nuk janë puna e vet
tasks-alarm-volume-what = Pyeteni personin pse. Çfarë u hap lexohet te secili rast, nën «Kush e pa».

# Tekst i dërguar pasi sesioni ishte mbyllur.
rescued-title = Tekst i ruajtur në { $time }
rescued-what = Sesioni ishte mbyllur kur e dërguat. Asgjë nuk u dërgua. Ju lutemi kontrollojeni.
rescued-choices = Janë bërë vetëm zgjedhje, pa fjalë.
rescued-use = Kthejeni te drafti dhe kontrollojeni
rescued-drop = Hidheni
rescued-check = për t’u kontrolluar

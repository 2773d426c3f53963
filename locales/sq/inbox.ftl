# Hyrjet: çfarë i erdhi institucionit, fleta, përgjigjja, pjesa e kyçur, përfundimi.
inbox-title = Hyrjet e institucionit
inbox-under = Fletën e hap sporteli. Emri dhe rrethanat hapen vetëm pas pranimit.
inbox-empty = Asnjë referim nuk pret përgjigje
inbox-empty-what = Kur vjen një i ri, del këtu me afatin e tij.
inbox-late = Pa përgjigje në afat
inbox-waiting = Presin përgjigje
inbox-accepted = Të pranuara
inbox-ended = Të mbyllura
inbox-count = { $n ->
    [one] 1 referim
   *[other] { $n } referime
}
inbox-from = Nga { $name }
inbox-sent-at = dërguar më { $when }
inbox-still-answerable = Mund të përgjigjeni ende
inbox-notices = Njoftime
inbox-notices-what = Njoftimi nuk thotë asgjë për personin.
inbox-notice-rung = Pa përgjigje në afat. U njoftua: { $to }
inbox-notice-new-case = Rast i ri në qark
inbox-notice-alone = Vlerësimin e dytë e bëri i njëjti person: nuk kishte koleg
inbox-notice-other = Njoftim i ri në sistemin Besa
inbox-case = Rasti
inbox-step = Hapi
inbox-county = Qarku
inbox-when = Kur

## Koha
inbox-time-days = { $days } ditë { $hours } orë
inbox-time-hours = { $hours } orë
inbox-time-both = { $hours } orë { $minutes } min
inbox-time-minutes = { $minutes } min
inbox-left = Edhe { $time }
inbox-late-by = Me vonesë { $time }
inbox-until-today = deri sot, { $time }
inbox-until = deri më { $when }
inbox-past-today = afati kaloi sot, { $time }
inbox-past = afati kaloi më { $when }

## Fleta
inbox-sender = Dërguesi
inbox-urgency = Urgjenca
inbox-duty = Detyra që ju bën kompetentë
inbox-path = Rruga që ndiqet
inbox-after-accepting = Emri dhe pjesa e kyçur hapen për rrethin «Rastet» sapo ta pranoni.
inbox-open-package = Hapeni pjesën e kyçur
inbox-slip-desk = Fletën e hap vetëm sporteli i institucionit tuaj.
inbox-slip-ended = Referimi u mbyll, prandaj fleta nuk hapet më.
inbox-slip-over = Fleta u mbyll në datën e caktuar nga dërguesi. Telefononi dërguesin.
inbox-slip-integrity = Fleta nuk u hap, sepse nuk përputhet me nënshkrimin e saj. Telefononi dërguesin dhe mirëmbajtësin e sistemit.

## Kush u përgjigj
inbox-said-accepted = { $who } e pranoi më { $when }.
inbox-said-declined = { $who } nuk e pranoi më { $when }.
inbox-said-by-phone = { $who } shënoi më { $when } përgjigjen e marrë nga ju:
inbox-said-confirmed = { $who } e konfirmoi përgjigjen më { $when }:
inbox-said-withdrawn = { $who } e tërhoqi më { $when }.
inbox-said-concluded = { $who } njoftoi përfundimin më { $when }.
inbox-answer = Përgjigjja

## Përgjigjja
inbox-accept = Pranoni referimin
inbox-accept-do = Pranojeni
inbox-decline = Mos e pranoni, me arsye
inbox-decline-do = Dërgojeni përgjigjen
inbox-confirm-phone = Konfirmoni përgjigjen e dhënë me telefon
inbox-confirm-phone-do = Konfirmojeni
inbox-conclude = Njoftoni si përfundoi
inbox-conclude-do = Kyçeni dhe dërgojeni
inbox-contact = Kush e pret personin
inbox-contact-hint = Emri dhe telefoni i punonjësit që e pret.
inbox-expected = Kur pritet
inbox-expected-hint = Vetëm ora, nëse është sot: 14:30. Përndryshe data dhe ora: 25.11.2026 10:00
inbox-condition = Kushti ose shënimi
inbox-condition-if = Me kusht? Shkruajeni (mund ta lini bosh)
inbox-no-names = Mos shkruani emra personash të referuar.
inbox-decline-why = Pse nuk e pranoni
inbox-decline-words = Çfarë duhet të dijë dërguesi (mund ta lini bosh)
inbox-confirm-what = Cila përgjigje vlen
inbox-conclude-how = Si përfundoi
inbox-conclude-words = Me fjalë (mund ta lini bosh)
inbox-conclude-hint = E lexon vetëm rrethi «Rastet» i dërguesit dhe i juaji.
inbox-outcome = Si përfundoi
inbox-declined-why = Pse nuk u pranua
inbox-withdrawn-why = Pse u tërhoq
inbox-in-words = Me fjalë
inbox-readers = Kush do ta lexojë
inbox-reader-desk = Sporteli: { $name }
inbox-reader-cases = Rrethi «Rastet»: { $name }
inbox-reads-answer = kush e pret personin, kur dhe me çfarë kushti
inbox-reads-package = pjesën e kyçur, sapo ta pranoni
inbox-reads-reason = arsyen dhe shënimin; fleta mbyllet për ju
inbox-reads-confirmation = përgjigjen që konfirmoni
inbox-reads-package-if = pjesën e kyçur, nëse e pranoni
inbox-reads-outcome = si përfundoi dhe shënimin

## Pjesa e kyçur
inbox-package = Çfarë ju është dhënë
inbox-package-from = Dhënë nga { $name }, në variantin e ditës së dërgimit.
inbox-package-empty = Nuk është dhënë asgjë përveç fletës
inbox-package-empty-what = Nëse ju duhet diçka, telefononi dërguesin.
inbox-narrow-circle = Kjo pjesë është për rrethin e ngushtë.
inbox-not-yet = Ende nuk hapet
inbox-not-yet-what = Pjesa e kyçur hapet kur referimi pranohet, dhe vetëm për rrethin «Rastet».
inbox-finding = Vendimi

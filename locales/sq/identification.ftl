# Identifikimi fillestar: faqet, çfarë vjen nga shqyrtimi, kyçja.
identify-cap = Identifikim fillestar · { $code }
identify-steps = Hapat e identifikimit fillestar
identify-page-person = Personi
identify-page-contact = Kontakti i sigurt
identify-page-circumstances = Rrethanat
identify-page-needs = Nevojat tani
identify-page-risk = Rreziku
identify-page-wishes = Çfarë do personi
identify-page-check = Kontrolloni përgjigjet para kyçjes
identify-carried = Nga shqyrtimi, pa u pyetur përsëri
identify-after-seal = Pas kyçjes përgjigjet nuk ndryshohen. Një korrigjim shton një version të ri.

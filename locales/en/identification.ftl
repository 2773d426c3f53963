# The initial identification: its pages, what comes from the screening, sealing.
identify-cap = Initial identification · { $code }
identify-steps = Steps of the initial identification
identify-page-person = The person
identify-page-contact = Safe contact
identify-page-circumstances = Circumstances
identify-page-needs = Needs now
identify-page-risk = Risk
identify-page-wishes = What the person wants
identify-page-check = Check the answers before sealing
identify-carried = From the screening, not asked again
identify-after-seal = After sealing the answers do not change. A correction adds a new version.

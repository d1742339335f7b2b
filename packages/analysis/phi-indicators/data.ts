import type { PhraseList } from '../text/phrases.ts'

/** Words that say: this text speaks of somebody's health care. */
export const phiIndicatorLists = {
  phi_indicator: {
    patient: ['{patient|patients|inpatient|outpatient}'],
    diagnosis: ['{diagnosis|diagnoses|diagnosed|misdiagnosed|diagnose|diagnosing|prognosis}', 'icd - 10', 'dsm - 5'],
    treatment: [
      '{treatment|treatments|treated for|therapy session|therapy sessions|rehab|detox|surgery|chemotherapy|procedure|treatment plan|care plan}',
    ],
    medical_record: [
      '{medical|health|patient|hospital|clinical} {record|records|history|chart|charts|file|files|notes}',
      '{progress|intake|discharge|session} {note|notes|summary}',
      'mrn',
    ],
    medication: [
      '{medication|medications|prescription|prescriptions|prescribed|dosage|refill}',
      '{meds|antidepressant|antidepressants|antipsychotic|antipsychotics|mood stabilizer|ssri|ssris}',
    ],
    provider: [
      '{psychiatrist|psychologist|physician|my doctor|primary care|pharmacist|clinician|hospital|clinic|emergency room}',
    ],
    insurance: ['{insurance|medicaid|medicare|copay|deductible|claim form|prior authorization}'],
    test_result: ['{test|lab|blood|scan|mri|biopsy} {result|results|work}', '{phq - 9|gad - 7|phq9|gad7}'],
  },
} satisfies Record<string, PhraseList>

import type { BiasDetectionResult, BiasView, ValidationResult, ValidationView } from '@techdeck/contracts'

export const toValidationView = (result: ValidationResult): ValidationView => ({
  id: result.id,
  stage_id: result.stageId,
  overall_score: result.overallScore,
  dsm5_accuracy: result.dsm5Accuracy,
  therapeutic_appropriateness: result.therapeuticAppropriateness,
  privacy_compliance: result.privacyCompliance,
  bias_detection: result.biasDetection,
  recommendations: result.recommendations,
})

export const toBiasView = (result: BiasDetectionResult): BiasView => ({
  id: result.id,
  stage_id: result.stageId,
  bias_score: result.biasScore,
  demographic_analysis: result.demographicAnalysis,
  fairness_metrics: result.fairnessMetrics,
  recommendations: result.recommendations,
  detected_at: result.detectedAt.toISOString(),
})

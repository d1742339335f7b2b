export { byProcessor, byWait, type Load, type ScalingPolicy, type WaitTarget } from './policies.ts'
export {
  LOOK_EVERY_MS,
  SCALING_LIMITS,
  ScalabilityManager,
  type ScalingDecision,
  type ScalingLimits,
} from './scalability-manager.ts'

import { keyRingConformance } from '../conformance/index.ts'
import { testKeyRing } from './artifacts.ts'

keyRingConformance('in the clear', async () => testKeyRing)

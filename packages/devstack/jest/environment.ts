import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment'
import { TestEnvironment } from 'jest-environment-node'

/**
 * Node's environment where coverage is gathered: threads and processes that a test starts write theirs to
 * `TECHDECK_COVERAGE_DIR`. The variable that does it is set here and not for the whole run, because jest instruments
 * its own process already.
 */
export default class CoverageEnvironment extends TestEnvironment {
  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    process.env['NODE_V8_COVERAGE'] = process.env['TECHDECK_COVERAGE_DIR']
    super(config, context)
  }
}

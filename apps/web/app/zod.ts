import { z } from 'zod'

// Contracts are compiled by `new Function` otherwise, which the page's policy refuses. First of all imports, since zod asks
// as schemas are made.
z.config({ jitless: true })

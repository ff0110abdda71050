#!/usr/bin/env node
// Judges CSAF 2.0 documents: schema and all mandatory tests, by the validator of @secvisogram.
// csaf-validate.mjs FILE...: one line a file; exit code 1 where a document fails, 2 where none can be judged.
import { readFile } from 'node:fs/promises'
// validateStrict only guards against foreign test functions, and loads all others for that: 4 s more a run.
import validate from '@secvisogram/csaf-validator-lib/validate.js'
import * as mandatory from '@secvisogram/csaf-validator-lib/mandatoryTests.js'
import { csaf_2_0, csaf_2_0_strict } from '@secvisogram/csaf-validator-lib/schemaTests.js'

const MAX_MESSAGES = 5
const SCHEMAS = [csaf_2_0, csaf_2_0_strict]

// The failed tests of one document as lines "test: path message". A document that fails the schema is not put to
// the mandatory tests: they take its form for granted and may throw.
async function judge(document) {
  const failed = []
  for (const tests of [SCHEMAS, Object.values(mandatory)]) {
    const result = await validate(tests, document)
    for (const test of result.tests.filter((one) => !one.isValid)) {
      const errors = test.errors.slice(0, MAX_MESSAGES)
      const texts = errors.map((error) => `${error.instancePath || '/'} ${error.message}`)
      failed.push(`${test.name}: ${texts.join('; ') || 'no reason given'}`)
    }
    if (failed.length > 0) break
  }
  return failed
}

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('usage: csaf-validate.mjs FILE...')
  process.exit(2)
}
let code = 0
for (const file of files) {
  try {
    const failed = await judge(JSON.parse(await readFile(file, 'utf8')))
    console.log(`${file}: ${failed.length === 0 ? 'valid' : 'NOT VALID'}`)
    for (const line of failed) console.log(`  ${line}`)
    if (failed.length > 0) code = Math.max(code, 1)
  } catch (fault) {
    console.log(`${file}: cannot be judged: ${fault.message}`)
    code = 2
  }
}
process.exit(code)

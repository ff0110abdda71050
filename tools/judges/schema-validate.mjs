#!/usr/bin/env node
// Judges JSON documents by a JSON schema (draft-07, 2019-09 or 2020-12, told by its $schema).
// schema-validate.mjs SCHEMA[,SCHEMA...] FILE...: one line a file; further schemas are those that the first refers to.
// Exit code 1 where a document fails, 2 where none can be judged.
import { readFile } from 'node:fs/promises'
import Ajv from 'ajv'
import Ajv2019 from 'ajv/dist/2019.js'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const MAX_MESSAGES = 10

async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'))
}

function compile([schema, ...referred]) {
  const draft = schema.$schema ?? ''
  const Kind = draft.includes('2020-12') ? Ajv2020 : draft.includes('2019-09') ? Ajv2019 : Ajv
  // Not strict: published schemas carry keywords and formats of their own.
  const ajv = new Kind({ strict: false, allErrors: true })
  addFormats(ajv)
  for (const other of referred) ajv.addSchema(other)
  return ajv.compile(schema)
}

const [schemas, ...files] = process.argv.slice(2)
if (schemas === undefined || files.length === 0) {
  console.error('usage: schema-validate.mjs SCHEMA[,SCHEMA...] FILE...')
  process.exit(2)
}
let validate
try {
  validate = compile(await Promise.all(schemas.split(',').map(readJson)))
} catch (fault) {
  console.error(`${schemas}: no schema to judge by: ${fault.message}`)
  process.exit(2)
}
let code = 0
for (const file of files) {
  try {
    const valid = validate(await readJson(file))
    console.log(`${file}: ${valid ? 'valid' : 'NOT VALID'}`)
    for (const error of (validate.errors ?? []).slice(0, MAX_MESSAGES)) {
      console.log(`  ${error.instancePath || '/'} ${error.message} (${error.schemaPath})`)
    }
    if (!valid) code = Math.max(code, 1)
  } catch (fault) {
    console.log(`${file}: cannot be judged: ${fault.message}`)
    code = 2
  }
}
process.exit(code)

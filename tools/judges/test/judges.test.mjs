// The judges must be able to say no: each is shown a good document and a bad one, ours and third parties'.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const judges = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'longwatch-judges-'))
after(() => rmSync(folder, { recursive: true }))

const publicData = process.env.LW_PUBLIC_DATA
// In CI the data must be there: the tests run and fail.
const needsData = { skip: publicData || process.env.CI === 'true' ? false : 'LW_PUBLIC_DATA names no folder' }

function judge(script, ...files) {
  const done = spawnSync(process.execPath, [join(judges, script), ...files], { encoding: 'utf8' })
  return { code: done.status, text: done.stdout + done.stderr }
}

function write(name, value) {
  const file = join(folder, name)
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return file
}

// The smallest advisory that CSAF 2.0 allows (profile csaf_base, section 4.1).
function advisory() {
  const date = '2017-10-16T00:00:00.000Z'
  return {
    document: {
      category: 'csaf_base',
      csaf_version: '2.0',
      publisher: { category: 'other', name: 'Example', namespace: 'https://example.org' },
      title: 'Example',
      tracking: {
        current_release_date: date,
        id: 'EXAMPLE-1',
        initial_release_date: date,
        revision_history: [{ date, number: '1', summary: 'First' }],
        status: 'final',
        version: '1',
      },
    },
  }
}

test('csaf-validate accepts a good advisory', () => {
  const { code, text } = judge('csaf-validate.mjs', write('good.json', advisory()))
  assert.equal(code, 0, text)
  assert.match(text, /good\.json: valid/)
})

test('csaf-validate names the mandatory test that fails', () => {
  const bad = advisory()
  bad.document.tracking.version = '2' // 6.1.16: the latest revision is 1
  const { code, text } = judge('csaf-validate.mjs', write('good.json', advisory()), write('bad.json', bad))
  assert.equal(code, 1, text)
  assert.match(text, /bad\.json: NOT VALID\n {2}mandatoryTest_6_1_16:/)
})

test('csaf-validate names the schema that fails', () => {
  const bad = advisory()
  delete bad.document.title
  const { code, text } = judge('csaf-validate.mjs', write('bad.json', bad))
  assert.equal(code, 1, text)
  assert.match(text, /csaf_2_0: \/document must have required property 'title'/)
})

test('csaf-validate does not take silence for consent', () => {
  assert.equal(judge('csaf-validate.mjs').code, 2)
  assert.equal(judge('csaf-validate.mjs', join(folder, 'absent.json')).code, 2)
  assert.equal(judge('csaf-validate.mjs', write('torn.json', '{')).code, 2)
})

for (const draft of ['http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2020-12/schema']) {
  test(`schema-validate judges by ${draft}`, () => {
    const schema = write('schema.json', { $schema: draft, type: 'object', required: ['id'],
      properties: { id: { type: 'string', format: 'uuid' } } })
    const good = write('good.json', { id: '0f2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d' })
    const bad = write('bad.json', { id: 'none' })
    assert.equal(judge('schema-validate.mjs', schema, good).code, 0)
    const { code, text } = judge('schema-validate.mjs', schema, good, bad)
    assert.equal(code, 1, text)
    assert.match(text, /bad\.json: NOT VALID\n {2}\/id must match format "uuid"/)
  })
}

test('schema-validate takes referred schemas', () => {
  const part = write('part.json', { $id: 'https://example.org/part.json', type: 'integer' })
  const whole = write('whole.json', { $id: 'https://example.org/whole.json', items: { $ref: 'part.json' } })
  assert.equal(judge('schema-validate.mjs', `${whole},${part}`, write('good.json', [1])).code, 0)
  assert.equal(judge('schema-validate.mjs', `${whole},${part}`, write('bad.json', ['1'])).code, 1)
  assert.equal(judge('schema-validate.mjs', whole, write('good.json', [1])).code, 2)
})

test('real advisories of CISA are valid', needsData, () => {
  const selected = join(publicData, 'cisa-csaf', 'selected')
  const files = readdirSync(selected).filter((name) => name.endsWith('.json')).slice(0, 5)
  assert.equal(files.length, 5)
  const { code, text } = judge('csaf-validate.mjs', ...files.map((name) => join(selected, name)))
  assert.equal(code, 0, text)
})

test('conformance cases of OASIS get the verdict of their names', needsData, () => {
  const archive = join(publicData, 'oasis-csaf-conformance', 'oasis_csaf_2.0_2.1_schemas_and_tests.tar.xz')
  const inside = 'csaf_2.0/test/validator/data/mandatory/oasis_csaf_tc-csaf_2_0-2021-6-1-'
  const fails = `${inside}01-01.json` // 6.1.1: product id without definition
  const holds = `${inside}01-11.json`
  execFileSync('tar', ['xJf', archive, '-C', folder, fails, holds])
  const bad = judge('csaf-validate.mjs', join(folder, fails))
  assert.equal(bad.code, 1, bad.text)
  assert.match(bad.text, /mandatoryTest_6_1_1:/)
  const good = judge('csaf-validate.mjs', join(folder, holds))
  assert.equal(good.code, 0, good.text)
})

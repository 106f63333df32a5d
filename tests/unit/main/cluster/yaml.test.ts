import { describe, expect, it } from 'vitest'
import { readYaml, writeYaml } from '../../../../main/cluster/yaml'
import { computedMs } from '../../own-time'

const head = 'apiVersion: v1\nkind: ConfigMap\n'

describe('reading YAML', () => {
  it('gives the objects of a text, empty documents left out', async () => {
    expect(await readYaml(`---\n${head}---\n\n---\n# nothing\n---\n${head}data: {a: b}\n`)).toEqual({
      ok: true,
      objects: [
        { object: { apiVersion: 'v1', kind: 'ConfigMap' }, line: 2 },
        { object: { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } }, line: 9 },
      ],
    })
    expect(await readYaml('')).toEqual({ ok: true, objects: [] })
  })

  const mistakes: [what: string, text: string, line: number, message: RegExp][] = [
    ['an open bracket', `${head}data: [1,\n`, 4, /Flow sequence/],
    ['a list', '- a\n- b\n', 1, /begins with apiVersion/],
    ['no kind', 'apiVersion: v1\n', 1, /kind is missing/],
    ['a key that stands twice', `${head}data:\n  a: 1\n  a: 2\n`, 5, /a stands here twice/],
    ['an alias of nothing', `${head}data: *other\n`, 3, /nothing before it is named &other/],
    ['an alias of itself', `${head}data: &self\n  a: *self\n`, 4, /nothing before it is named &self/],
  ]
  it.each(mistakes)('places %s', async (_what, text, line, message) => {
    const reading = await readYaml(text)
    expect(reading).toMatchObject({ ok: false, problems: [{ line, message: expect.stringMatching(message) as string }] })
  })

  it('refuses anchors that explode, at the place where they do, and quickly', async () => {
    const levels = Array.from({ length: 12 }, (_, level) => `  l${level + 1}: &l${level + 1} [${Array.from({ length: 10 }, () => (level === 0 ? '"lol"' : `*l${level}`)).join(', ')}]`)
    const began = computedMs()
    const reading = await readYaml(`${head}data:\n${levels.join('\n')}\n`)
    expect(reading).toMatchObject({ ok: false, problems: [{ line: 9, message: expect.stringContaining('with its aliases') as string }] })
    expect(computedMs() - began).toBeLessThan(2_000)
  })

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['dashes', `a:\n  ${'- '.repeat(100_000)}x`],
    ['braces', `${head}data: ${'{a: '.repeat(100_000)}`],
  ])('refuses %s without end', async (_what, text) => {
    expect(await readYaml(text)).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('levels deep') as string }] })
  })

  it('reads a hundred thousand keys without comparing each with each', { timeout: 120_000 }, async () => {
    const keys = Array.from({ length: 100_000 }, (_, place) => `  k${place}: v`)
    const read = (count: number) => readYaml(`${head}data:\n${keys.slice(0, count).join('\n')}\n`)
    const cost = async (count: number): Promise<number> => {
      const began = computedMs()
      expect(await read(count)).toMatchObject({ ok: true })
      return computedMs() - began
    }
    expect(await read(keys.length)).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('values') as string }] })
    // Eight times the keys: comparing each with each would cost sixty-four times as much.
    const few = await cost(5_000)
    expect(await cost(40_000)).toBeLessThan(24 * few)
  })
})

describe('writing YAML', () => {
  it('keeps apart what an older YAML would confuse, and comes back the same', async () => {
    const object = { spec: { on: 'yes', port: '0777', at: '2026-07-22T10:00:00Z', text: 'a\nb\n', list: [{ a: 1 }] }, kind: 'Lamp', apiVersion: 'v1' }
    const text = await writeYaml(object)
    expect(text).toMatch(/^apiVersion: v1\nkind: Lamp\nspec:\n/)
    expect(text).toContain('"yes"')
    expect(await readYaml(text)).toMatchObject({ ok: true, objects: [{ object }] })
  })
})

import { describe, expect, it } from 'vitest'
import { boundMarks } from '../../../../core/text'

describe('marks that stand on one letter', () => {
  it('stay as they are where a script has them', () => {
    for (const text of ['plain', 'Tiếng Việt'.normalize('NFD'), 'בְּרֵאשִׁ֖ית', 'བསྒྲུབས་', 'क्षेत्र', '👨‍👩‍👧‍👦', '👩🏽‍❤️‍💋‍👨🏿', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}', 'می‌خواهم', '🏳️‍🌈 a\n\tb']) expect(boundMarks(text)).toBe(text)
  })

  it.each([
    ['combining marks', `a${'\u0301\u0327'.repeat(6_000)}b`],
    ['joined signs', `a${'👩\u200d'.repeat(6_000)}b`],
    ['joined signs with colours', `a${'👩🏽\u200d'.repeat(6_000)}b`],
    ['signs of no width', `a${'\u200b\u200d\u2060\ufeff'.repeat(3_000)}b`],
    ['what stands under a letter', `a${'\u0f90'.repeat(12_000)}b`],
    ['tags', `a${'\u{e0067}'.repeat(6_000)}b`],
  ])('are cut off where they go on and on: %s', (_what, text) => {
    const bound = boundMarks(text)
    expect(bound.length).toBeLessThan(40)
    expect(bound).toMatch(/^a.*\ufffdb$/u)
  })

  it('cost no more time than the text has characters', () => {
    const almost = `${'a\u0301\u0301\u0301\u0301\u0301\u0301'.repeat(20_000)}${'👩\u200d'.repeat(6)} `.repeat(3)
    expect(boundMarks(almost)).toBe(almost)
  })
})

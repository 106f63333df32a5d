import { describe, expect, it } from 'vitest'
import { createScrollBack } from '../../../../core/terminal'

describe('createScrollBack', () => {
  it('keeps everything below the limit', () => {
    const scrollBack = createScrollBack(1000, 10)
    scrollBack.append('one\r\n')
    scrollBack.append('two')
    expect(scrollBack.text()).toBe('one\r\ntwo')
    expect(scrollBack.size).toBe(8)
  })

  it('forgets the oldest and begins at the start of a line', () => {
    const scrollBack = createScrollBack(1000, 50)
    for (let number = 0; number < 10_000; number += 1) scrollBack.append(`line ${number}\r\n`)
    const text = scrollBack.text()
    expect(text).toMatch(/^line \d+\r\n/)
    expect(text.endsWith('line 9999\r\n')).toBe(true)
    expect(scrollBack.size).toBeLessThanOrEqual(1000)
    expect(text.length).toBeGreaterThan(900)
  })

  it('goes on forgetting after it was read', () => {
    const scrollBack = createScrollBack(1000, 50)
    for (let round = 0; round < 20; round += 1) {
      for (let number = 0; number < 50; number += 1) scrollBack.append('0123456789\n')
      scrollBack.text()
    }
    expect(scrollBack.size).toBeLessThanOrEqual(1000)
  })
})

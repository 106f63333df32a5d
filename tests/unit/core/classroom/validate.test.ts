import { describe, expect, it } from 'vitest'
import { validateClassroom } from '../../../../core/classroom'
import { fieldName } from '../../../../core/findings'

const minimal = { kind: 'Classroom', version: 1, title: 'Lab', cluster: { apiUrl: 'https://api.lab.example.com:6443' } }

function messages(data: unknown): string[] {
  const checked = validateClassroom(data)
  return checked.ok ? [] : checked.findings.map(({ path, message }) => `${fieldName(path)} ${message}`)
}

describe('validateClassroom', () => {
  it('fills in what may be left out', () => {
    const checked = validateClassroom(minimal)
    expect(checked).toMatchObject({ ok: true, file: { users: [], machines: [], guests: [], units: [] } })
  })

  it('asks what was meant by an unknown field', () => {
    expect(messages({ ...minimal, titel: 'x' })).toEqual(['titel is not a field of a classroom file. Did you mean "title"?'])
    expect(messages({ ...minimal, cluster: { apiUrl: minimal.cluster.apiUrl, apiurl: 'x' } })).toEqual(['cluster.apiurl is not a field of a classroom file. Did you mean "apiUrl"?'])
    expect(messages({ ...minimal, users: [{ name: 'a', passwort: 'secret' }] })).toEqual(['users[0].passwort is not a field of a classroom file. Did you mean "password"?'])
    expect(messages({ ...minimal, whatever: 1 })[0]).toContain('known here: kind, version, title')
  })

  it('says in words what is missing or wrong', () => {
    expect(messages({ ...minimal, title: undefined, cluster: {} })).toEqual(['title is missing', 'cluster.apiUrl is missing'])
    expect(messages({ ...minimal, kind: 'Room' })).toEqual(['kind must be Classroom'])
    expect(messages({ ...minimal, version: 2 })).toEqual(['version must be 1'])
    expect(messages({ ...minimal, users: {} })).toEqual(['users must be a list'])
    expect(messages({ ...minimal, cluster: { ...minimal.cluster, nodes: { master: 1.5, worker: -1 } } })).toEqual([
      'cluster.nodes.master must be a whole number',
      'cluster.nodes.worker must be at least 0',
    ])
    expect(messages('text')).toEqual([' must be a group of fields'])
    expect(messages(null)).toEqual([' must be a group of fields'])
  })

  it('never repeats a password', () => {
    const found = messages({ ...minimal, users: [{ name: 'a', password: 123456 }, { name: 'b', password: ['hunter2'] }] })
    expect(found).toEqual(['users[0].password must be text (put it in quotes if it looks like a number)', 'users[1].password must be text (put it in quotes if it looks like a number)'])
    expect(found.join()).not.toMatch(/123456|hunter2/)
  })

  it('refuses names that a command would read as something else', () => {
    for (const name of ['-oProxyCommand=x', 'a b', 'a\nb', '../x', '']) expect(messages({ ...minimal, users: [{ name }] })).toHaveLength(1)
    for (const name of ['admin', 'kube:admin', 'anna@example.com', 'jürgen']) expect(messages({ ...minimal, users: [{ name }] })).toEqual([])
    for (const host of ['-oProxyCommand=x', 'a;b', 'a b']) expect(messages({ ...minimal, machines: [{ name: 'm', host }] })).toHaveLength(1)
  })

  it('refuses the same name twice', () => {
    expect(messages({ ...minimal, users: [{ name: 'a' }, { name: 'a' }] })).toEqual(['users[1].name is used twice: "a"'])
  })

  it('takes an API address without a path, over https only', () => {
    const apiUrl = (value: string): string[] => messages({ ...minimal, cluster: { apiUrl: value } })
    for (const good of ['https://a', 'https://a.b:6443', 'https://a.b:6443/', 'https://[::1]:6443', 'https://127.0.0.1:1']) expect(apiUrl(good)).toEqual([])
    for (const bad of ['http://a', 'a.b:6443', 'https://', 'https://a b', 'https://a/console', 'https://u:p@a']) expect(apiUrl(bad)).toHaveLength(1)
  })
})

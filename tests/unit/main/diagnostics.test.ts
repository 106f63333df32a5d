import { homedir } from 'node:os'
import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { createDiagnostics } from '../../../main/diagnostics'
import { course, identity, signedOut } from '../../fakes/window-app'

it('tells versions, tools, keychain, policy, classrooms and what went wrong; no secret and not whose home it is', async () => {
  const text = await createDiagnostics({
    version: '0.1.0',
    versions: { ...process.versions, electron: '45.4.1', chrome: '146.0' },
    runtimeIsOld: false,
    environment: { XDG_CURRENT_DESKTOP: 'GNOME', XDG_SESSION_TYPE: 'wayland', LANG: 'C.UTF-8', SECRET: 'not to be told' },
    gpu: () => ({ webgl: 'disabled_software' }),
    tools: async () => [
      { name: 'oc', state: 'present', detail: '4.19.6' },
      { name: 'keychain', state: 'missing', detail: 'the keychain is locked' },
    ],
    findProgram: async () => null,
    policy: async () => ({ file: '/etc/lab-companion/policy.yaml', locks: ['lockClassrooms'], contact: 'Room 12', trouble: null }),
    classroom: () => course,
    classrooms: async () => [{ id: 'system-a-1', title: 'Room A', kind: 'file', apiUrl: 'https://api.a.example.com:6443', managed: true }],
    session: async () => ({ ...signedOut, identities: [identity('admin', { state: 'expired', problem: { kind: 'auth.expired', user: 'admin' } })], vault: { kind: 'memory', reason: 'locked' } }),
    recentTroubles: async () => ['2026-11-22T10:00:00Z incident LC-7F3K2 in notes.save: Error: redhatocp\n    at save'],
    logFolder: `${homedir()}/.config/Lab Companion/logs`,
    // The user's own name is a password, too.
    mask: (said) => said.replaceAll('redhatocp', '[hidden]').replaceAll(basename(homedir()), '[hidden]'),
  })()
  expect(text).toMatch(/^Lab Companion 0\.1\.0\n {2}Electron 45\.4\.1, Chrome 146\.0, Node \d+/)
  for (const line of [
    'Log: ~/.config/Lab Companion/logs',
    'Desktop: GNOME, wayland, C.UTF-8',
    'GPU: webgl disabled_software',
    'oc: present, 4.19.6',
    'keychain: missing, the keychain is locked',
    'kubectl: missing',
    'lockClassrooms (/etc/lab-companion/policy.yaml)',
    'Contact: Room 12',
    'Open: OpenShift Virtualization (file), API https://api.ocp4.example.com:6443, console https://127.0.0.1:6444',
    'Known: Room A, https://api.a.example.com:6443, from the administrator',
    'admin: expired, password known, auth.expired',
    'Passwords: memory (locked)',
    '2026-11-22T10:00:00Z incident LC-7F3K2 in notes.save: Error: [hidden]',
  ]) {
    expect(text).toContain(`  ${line}\n`.trimEnd())
  }
  expect(text).not.toMatch(/redhatocp|not to be told/)
})

import { describe, expect, test } from 'vitest'
import { asksForPasswordOf, plain, promptAtEnd, shellOf } from '../../../../core/console'

describe('the prompt at the end of what a guest said', () => {
  test.each([
    ['Kernel 5.14 on an x86_64\n\nrhel9-web login: ', 'login'],
    ['rhel9-web login: student\nPassword: ', 'password'],
    ['[student@rhel9-web ~]$ ', 'shell'],
    ['[root@rhel9-web ~]# ', 'shell'],
    ['bash-5.1$ ', 'shell'],
    ['login: is what it asks\n', 'none'],
    ['Password: changed\n', 'none'],
    ['[  OK  ] Started Getty on tty1.', 'none'],
  ] as const)('%j is %s', (said, prompt) => {
    expect(promptAtEnd(said)).toBe(prompt)
  })

  test('colours and cursor movements do not hide it', () => {
    expect(promptAtEnd(plain('\u001b[?2004h\u001b[01;32m[student@vm ~]\u001b[00m$ '))).toBe('shell')
  })
})

describe('a shell by its prompt', () => {
  test.each([
    ['[student@vm ~]$ ', '[student@vm /var/log]$ '],
    ['student@vm:~$ ', 'student@vm:/etc/ssh$ '],
  ])('%j is the same as %j', (here, there) => expect(shellOf(here)).toBe(shellOf(there)))

  test.each([
    ['[student@vm ~]$ ', '[root@vm ~]# '],
    ['[student@vm ~]$ ', '[student@other ~]$ '],
    ['[student@vm ~]$ ', 'mysql@vm ~# '],
  ])('%j is another than %j', (here, there) => expect(shellOf(here)).not.toBe(shellOf(there)))
})

describe('a password prompt that a name has caused', () => {
  test.each([
    ['student\nPassword: ', true],
    ['student\n\nPassword: ', true],
    ['student\nstudent\nPassword: ', true],
    // A program that happens to run there asks something of its own.
    ['student\n[sudo] password for root: ', false],
    ['student\nLast login: today\nPassword: ', false],
    ['student\nPassword: \nEnter passphrase: ', false],
    ['root\nPassword: ', false],
    ['student\nPassword: x', false],
  ])('%j: %s', (said, is) => {
    expect(asksForPasswordOf('student', said)).toBe(is)
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Needs, readNeeds, x64 } from '../../../../scripts/package/elf.mjs'
import { findingsOnFormat, findingsOnRhel, libraryPackages } from '../../../../scripts/package/rhel.mjs'

const needs = (change: Partial<Needs>): Needs => ({ machine: x64, libraries: [], versions: [], ...change })
const findings = (change: Partial<Needs>, required: readonly string[] = libraryPackages): string[] => findingsOnRhel([{ path: 'lib/app', needs: needs(change) }], required)

describe('what a program needs', () => {
  it('is read from the program itself', () => {
    const node = readNeeds(readFileSync(process.execPath))
    expect(node?.machine).toBe(x64)
    expect(node?.libraries).toContain('libc.so.6')
    expect(node?.versions).toEqual(expect.arrayContaining([expect.stringMatching(/^GLIBC_2\.\d+/)]))
  })

  it('is nothing for what is no 64-bit program', () => {
    expect(readNeeds(Buffer.from('#!/bin/sh\n'))).toBeNull()
    const program = readFileSync('/bin/true')
    expect(readNeeds(program)).not.toBeNull()
    const of32Bits = Buffer.from(program)
    of32Bits[4] = 1
    expect(readNeeds(of32Bits)).toBeNull()
  })
})

describe('on RHEL 9', () => {
  it('loads what asks for its versions or older ones', () => {
    expect(findings({ versions: ['GLIBC_2.34', 'GLIBC_2.2.5', 'GLIBCXX_3.4.29', 'CXXABI_1.3.13', 'GCC_3.0', 'ALSA_0.9.0rc4', 'LIBDBUS_1_3', 'NSS_3.30'] })).toEqual([])
  })

  it.each([['GLIBC_2.35'], ['GLIBC_2.38'], ['GLIBCXX_3.4.30'], ['CXXABI_1.3.14'], ['GCC_12.0.0'], ['GLIBC_PRIVATE'], ['OPENSSL_3.2.0']])('does not load what asks for %s', (version) => {
    expect(findings({ versions: ['GLIBC_2.4', version] })).toEqual([expect.stringContaining(`lib/app needs ${version}, and RHEL 9 has`)])
  })

  it('has each library in a package that the RPM requires, or that comes along', () => {
    const programs = [
      { path: 'lib/app', needs: needs({ libraries: ['libffmpeg.so', 'libgtk-3.so.0'] }) },
      { path: 'lib/libffmpeg.so', needs: needs({ libraries: ['libc.so.6'] }) },
    ]
    expect(findingsOnRhel(programs, ['gtk3', 'glibc'])).toEqual([])
    expect(findingsOnRhel(programs, ['glibc'])).toEqual(['lib/app needs libgtk-3.so.0, and the RPM does not require gtk3'])
    expect(findings({ libraries: ['libgtk-4.so.1'] })).toEqual(['lib/app needs libgtk-4.so.1, and no package of RHEL 9 is known for it'])
  })

  it('runs nothing for another processor', () => {
    expect(findings({ machine: 183 })).toEqual(['lib/app is for another processor (ELF machine 183)'])
  })
})

describe('the rpm of RHEL 9', () => {
  const required = 'gtk3\nrpmlib(CompressedFileNames)\nrpmlib(PayloadIsZstd)\n'

  it('takes what is compressed by zstd, has digests by SHA-256 and asks for what it can do', () => {
    expect(findingsOnFormat(`zstd 8 8 yes\n${required}`)).toEqual([])
  })

  it.each([
    ['xz 8 8 yes', '', 'compressed by xz'],
    ['zstd 1 8 yes', '', 'SHA-256'],
    ['zstd 8 8 no', '', 'SHA-256'],
    ['zstd 8 8 yes', 'rpmlib(LargeFiles)\n', 'rpmlib(LargeFiles)'],
  ])('is not sure to take %s %s', (format, more, why) => {
    expect(findingsOnFormat(`${format}\n${required}${more}`)).toEqual([expect.stringContaining(why)])
  })
})

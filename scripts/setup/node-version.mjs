import { StepFailure } from './steps.mjs'

/** As in package.json's `engines`; read by nothing but this step, because npm only warns. */
const oldest = { major: 20, minor: 19 }

/**
 * @param {{ version?: string, platform?: string }} [machine]
 * @returns {import('./steps.mjs').Step}
 */
export function nodeVersion({ version = process.versions.node, platform = process.platform } = {}) {
  return {
    title: 'Node.js',
    async run() {
      if (platform !== 'linux') {
        throw new StepFailure('Lab Companion is built and run on Linux.', {
          why: `This is ${platform}.`,
          type: 'npm start (on a Linux desktop, or in a virtual machine with one)'
        })
      }
      const [major = 0, minor = 0] = version.split('.').map(Number)
      if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
        throw new StepFailure(`Node.js ${oldest.major}.${oldest.minor} or newer is needed.`, {
          why: `This is Node.js ${version} (${process.execPath}).`,
          type: 'nvm install 22   (or install the nodejs package of your distribution, version 20.19 or newer)'
        })
      }
      return version
    }
  }
}

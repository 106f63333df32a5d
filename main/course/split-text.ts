/** Why a step is done, and what there is to read: what stands before the first heading, and the rest. */
export function splitText(text: string): { why: string; reading: string } {
  const heading = /^#{1,6} /m.exec(text.replace(/^```[\s\S]*?^```/gm, (fence) => fence.replace(/#/g, ' ')))
  return heading === null ? { why: text.trim(), reading: '' } : { why: text.slice(0, heading.index).trim(), reading: text.slice(heading.index).trim() }
}

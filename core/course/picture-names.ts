/** The pictures that the program draws; units name them in `pictures` and as `picture:NAME` in their texts. renderer/pictures draws each. */
export const pictureNames = ['five-nodes', 'rest-api', 'shared-libraries', 'hypervisor-kinds', 'containers-and-machines', 'layers', 'vm-in-a-pod', 'operator-flow'] as const

export type PictureName = (typeof pictureNames)[number]

/** Texts of the shared components. */
export const components = {
  error: {
    title: 'This could not be loaded',
    details: 'Technical details',
    requestId: 'Request id',
    notAllowed: 'This needs the owner’s rights',
  },
  confirmDelete: {
    title: 'Delete “{{name}}”?',
    lost: 'This cannot be undone.',
    type: 'Type {{name}} to confirm',
  },
  pull: {
    take: 'Get it',
    again: 'Try again',
    open: 'Open',
    none: 'Nothing is offered here',
    pause: 'Pause',
    resume: 'Resume',
    discard: 'Discard',
    kept: '{{done}} of {{total}} are here already',
  },
  copyFailed: 'Copying failed; select the text and copy it yourself',
  progressOf: 'Progress of {{name}}',
  rows: 'rows',
  loss: 'loss {{loss}}',
  jobState: '{{name}}: {{state}}',
  pager: '{{from}}–{{to}} of {{total}}',
};

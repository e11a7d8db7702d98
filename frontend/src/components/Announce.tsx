/** Says a changed text to screen readers, politely; what stood there from the beginning is not said. Knows no page. */
import { useState } from 'react';

export function Announce({ text }: { text: string }) {
  const [known, setKnown] = useState({ text, said: '' });
  if (known.text !== text) setKnown({ text, said: text });
  return (
    <span role="status" className="visually-hidden">
      {known.said}
    </span>
  );
}

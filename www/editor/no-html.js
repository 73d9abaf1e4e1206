// Stands in for the HTML language that the Markdown language brings along: with it come those of
// style sheets and scripts, 300 KB for colours in tags that specs hardly have.

import { LanguageSupport, StreamLanguage } from "@codemirror/language";

const plain = StreamLanguage.define({
  token: (stream) => {
    stream.skipToEnd();
    return null;
  },
});

export const html = () => new LanguageSupport(plain);

// Completion of tags is not offered.
export const htmlCompletionSource = () => null;

/** An issue with every block, every directive and every kind of prose, and no fault. */
export const kitchenSink = `---
title: "Everything: at once"
subject: "{{first_name|Hello}}, \\\\{{braces}} & *stars*"
preview: What {{city}} reads
date: 2026-12-01
slug: everything-at-once
lang: de-CH
from: Ada Byron <ada@news.example.org>
segment: press
---
Prose with *emphasis*, **strong**, ~~struck~~, \`code\`, [a link](https://example.org "Title"), [a
reference][ref], ![a picture](here.png) inside, a\\
break, {{first_name|you}}, {{city}}, H<sub>2</sub>O, E=mc<sup>2</sup>, <small>small</small>, <u>under</u>,
<kbd>Ctrl</kbd>, <mark>mark</mark>, a note[^1] and another[^two].

- a list
  - in a list
    1. with numbers

       \`\`\`rust
       Vec<T>
       \`\`\`
  - [x] done
  - [ ] open

    > a quotation

> A quote in two lines,
> and more.
>
> - with a list
>
> — [Ada](https://example.org/ada)

| Left | Middle | Right | None |
|:-----|:------:|------:|------|
| {{first_name\\|you}} | **b** | \`c\` | [d](https://example.org/d) |
| short |

## A heading with *emphasis*

### A smaller one

3. First
4. Second

   with a paragraph

- [Title](https://example.org/1), by Ada: a note
- [*Title*](https://example.org/2)
  A note on its own line

  and a second paragraph
- [Title](https://example.org/3)

![What it shows](here.png "The caption")

[![Linked](https://example.org/a.png)](https://example.org/linked)

---

::button[Read *on*, {{first_name}}]{href="https://example.org/on"}

::video{href="https://example.org/video" poster="here.png" alt="Two people talking"}

:::callout{tone=warning}
## Careful

Words.

> Quoted.
:::

:::sponsor{name="Example & Sons" href="https://example.org/sponsor"}
- [Offer](https://example.org/offer)
:::

::::only{segment=press}
For the press.

:::callout
Inside.
:::
::::

    indented code

[ref]: https://example.org/ref "Reference"
[^1]: A note with [a link](https://example.org/note).
[^two]:
    Two paragraphs

    and a mark[^1].
`;

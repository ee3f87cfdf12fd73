/** How a newsletter gets a look of its own, said where the files go. */
export const templatesReadme = `# Your own look

Your newsletter already has a look: the theme that comes with Pennypost. Put files here to change it, one at a
time. A file with the same name takes the place of the theme’s; the rest stays as it is.

## Colours, fonts and words

Write a \`theme.yaml\` with only the lines that differ:

    colours:
      light: { accent: '#0b6e4f', link: '#0b5d43' }
      dark: { accent: '#7fd1b3', link: '#8fdcc0' }

## Templates

Templates are written in MJML with Handlebars. To change how one kind of block looks, copy it from the theme
(\`node_modules/pennypost/themes/plain\`) and edit the copy:

| file | what it is |
|---|---|
| \`layout.mjml.hbs\` | the whole mail |
| \`partials/masthead.mjml.hbs\` | what stands above the issue |
| \`partials/footer.mjml.hbs\` | what stands below it: unsubscribe, forward, address |
| \`blocks/quote.mjml.hbs\` | one kind of block; the others are named after theirs |

A fault in a template is reported with its file and line. The footer’s links and the postal address must stay.
`;

/** What never goes under version control: secrets, the store, and the people on your lists. */
export const ignoreText = `node_modules/

# secrets, the store and its outbox
.env
.pennypost/
newsletter.db
newsletter.db-*

# the keys that sign your mail
/dkim/

# the people on your lists
subscribers/*
!subscribers/sample.csv
`;

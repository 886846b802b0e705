"""Charts as Vega-Lite descriptions: one for the site, for mails and for documents."""

"""Every picture and table in every state, as the browser shows it: `make gallery`.

`states` lists what is opened, `shots` opens it, `measure.js` takes boxes from the page, `boxes` and
`findings` say what is cut, hidden or missing, `sheets` and `index` put everything under build/gallery/.
"""

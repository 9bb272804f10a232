"""Can everybody use the screens? Measured in the browser: `make accessibility`.

`sights` walks through every screen of the navigation, its tabs and what a visitor can open there; `axe` runs
the rules of axe-core on each; `pictures.js` reads the contrast of what is drawn, `focus.js` whether one sees
where the keyboard is. What was found is written to build/accessibility/.
"""

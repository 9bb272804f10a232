"""What the screens share; with app.py and pages/ the only code that knows Streamlit."""

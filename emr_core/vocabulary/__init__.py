"""Sites and karyotypes: tables of terms and the readers of clinicians' wording."""

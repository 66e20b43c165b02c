"""Looking at goods: forms, findings, evidence and signatures; pure values and rules that append nothing themselves."""

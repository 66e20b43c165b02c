"""One person, one code: documents, the two yearly quotas, guarantees and their check at departure, and who looked whom up."""

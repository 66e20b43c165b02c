"""How bytes come in and paper goes out; knows neither the station nor Qt."""

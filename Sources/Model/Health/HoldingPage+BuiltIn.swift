extension HoldingPage {
    /// The default HTML, which needs no other file, font or address.
    public static let builtIn = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>Service unavailable</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh;
          display: grid; place-items: center; }
        main { max-width: 32rem; padding: 2rem; }
        h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
        </style>
        </head>
        <body>
        <main>
        <h1>We will be back in a moment</h1>
        <p>This service can't answer just now. Nothing is wrong with your connection.
        Please try again in a minute.</p>
        </main>
        </body>
        </html>

        """
}

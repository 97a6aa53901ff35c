import Admin
import Files
import NIOCore

/// The page around its contents: head, navigation, the person who has signed in.
struct PageFrame: Sendable {
    /// The contents.
    let body: PageBody
    /// The person; nil: none has signed in.
    let viewer: Viewer?
    /// The path and the query of the page.
    let target: String
    /// A sentence about the form that led here; nil: none.
    var notice: HTML?
    /// The CSRF token of forms before a session.
    var proof = ""

    /// The whole page.
    var html: HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        \(refresh)<title>\(body.title) - Ballast</title>
        <link rel="stylesheet" href="\(StaticFile.style.link)">
        \(body.styles.map { "<link rel=\"stylesheet\" href=\"\($0)\">\n" as HTML })\
        <link rel="icon" href="\(StaticFile.icon.link)">
        <script src="\(StaticFile.script.link)" defer></script>
        \(body.scripts.map { "<script src=\"\($0)\" defer></script>\n" as HTML })\
        </head>
        <body\(live)>
        <a class="skip" href="#main">Skip to the contents</a>
        <header class="top">
        <a class="brand" href="/">Ballast</a>
        \(viewer.map(navigation))
        </header>
        <main id="main">
        \(notice)
        \(body.content)
        </main>
        <footer><p>\(liveState)Times are in UTC.</p></footer>
        </body>
        </html>

        """
    }

    /// The answer with this page.
    func answer(status: Int = 200) -> APIAnswer {
        var answer = APIAnswer(
            .whole(ByteBuffer(bytes: html.text(proof: viewer?.proof ?? proof))),
            type: "text/html; charset=utf-8")
        answer.status = status
        answer.headers = body.hasFrame ? PageHeaders.withFrame : PageHeaders.all
        return answer
    }

    private var refresh: HTML? {
        body.period.map { "<meta http-equiv=\"refresh\" content=\"\($0)\">\n" }
    }

    /// The address of live values.
    private var live: HTML {
        guard body.isLive else { return " data-now=\"\(wallClock())\"" }
        return " data-now=\"\(wallClock())\" data-values=\"/live?page=\(query: target)\""
    }

    /// The place where the script shows whether values are up to date.
    private var liveState: HTML {
        body.isLive ? "<span id=\"live\" role=\"status\"></span> " : ""
    }

    private func navigation(for viewer: Viewer) -> HTML {
        """
        <nav aria-label="Pages"><ul>\(entries(for: viewer))</ul></nav>
        <form class="find" action="/" method="get" role="search">
        <label for="find">Find</label>
        <input id="find" name="find" type="search" autocomplete="off" spellcheck="false">
        </form>
        <form class="user" action="/sign-out" method="post">\(proof: .session)
        <a href="/account">\(viewer.principal.name)</a> <span class="quiet">\
        \(viewer.principal.group.rawValue)</span>
        <button class="link">Sign out</button>
        </form>
        """
    }

    private func entries(for viewer: Viewer) -> [HTML] {
        NavigationEntry.allCases.filter { viewer.principal.may($0.group) }.map { entry in
            let current: HTML = entry == body.entry ? " aria-current=\"page\"" : ""
            return """
                <li><a href="\(entry.path)"\(current)>\(entry.rawValue)</a></li>
                """
        }
    }
}

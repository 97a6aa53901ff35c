/// The page with the form of a frequent edit, which is not written before it is applied.
struct EditFormPage: Sendable {
    private let form: EditForm
    private let values: [String: String]
    private let outline: [PageOutline]
    private let holding: PageHolding?
    private let problems: [String]

    /// The most names in a list.
    private static let limit = 1000

    /// - Parameters:
    ///   - values: the values of the fields.
    ///   - outline: the services with their servers.
    ///   - holding: the holding page; nil: the form is of another edit.
    ///   - problems: the reasons why the edit was refused.
    init(
        _ edit: PageEdit, _ values: [String: String], _ outline: [PageOutline],
        _ holding: PageHolding?, problems: [String] = []
    ) {
        form = EditForm(edit)
        self.values = values
        self.outline = outline
        self.holding = holding
        self.problems = problems
    }

    /// The contents.
    var body: PageBody {
        var body = PageBody(
            title: form.title, entry: .configuration,
            content: """
                <p><a href="/configuration">Configuration</a></p>
                <section class="sheet\(holding == nil ? "" : " whole" as HTML)">
                <h1>\(form.title)</h1>
                \(problems.map { ProblemNote($0).html })
                \(holding.map { HoldingPart($0).html })
                <form action="/configuration/\(form.edit.rawValue)" method="post">\(proof: .session)
                \(form.fields.map { $0.html(value(of: $0.name)) })
                \(lists)
                <p class="actions"><button>Show the edit</button>\(preview)</p>
                </form>
                <p class="quiet">The next page shows the edit in the editor, with its difference \
                and its plan. Nothing is written before you apply it.</p>
                </section>
                """)
        body.styles = [StaticFile.editorStyle.link]
        return body
    }

    private func value(of name: String) -> String {
        if let value = values[name] { return value }
        guard name == "html", let holding, holding.file == nil else { return "" }
        return holding.html
    }

    private var preview: HTML? {
        guard holding != nil else { return nil }
        return """
             <button formaction="/configuration/holding/preview" formtarget="preview">Preview\
            </button>
            """
    }

    private var lists: HTML {
        let isNamed = form.fields.contains { $0.kind == .service }
        guard isNamed else { return "" }
        let services = outline.prefix(Self.limit).map { "<option value=\"\($0.name)\">" as HTML }
        let chosen = values["service"]
        let names =
            outline.filter { chosen == nil || $0.name == chosen }.flatMap(\.servers)
        let servers = names.prefix(Self.limit).map { "<option value=\"\($0)\">" as HTML }
        return """
            <datalist id="services">\(services)</datalist>
            <datalist id="servers">\(servers)</datalist>
            """
    }
}

/// The document in an editor, with its findings and its plan beside it.
struct EditorPage: Sendable {
    private let draft: EditorDraft
    private let file: PageText
    private let confirmation: PageConfirmation?
    private let hasEditor: Bool
    private let now: Int64

    /// - Parameters:
    ///   - confirmation: the edit that is undone unless it is confirmed; nil: none is.
    ///   - hasEditor: whether the browser can load CodeMirror.
    ///   - now: milliseconds since 1970.
    init(
        _ draft: EditorDraft, _ file: PageText, _ confirmation: PageConfirmation?,
        hasEditor: Bool, now: Int64
    ) {
        self.draft = draft
        self.file = file
        self.confirmation = confirmation
        self.hasEditor = hasEditor
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        var body = PageBody(
            title: "Configuration", entry: .configuration,
            content: """
                <h1>Configuration</h1>
                \(ConfirmationNote(confirmation, mayConfirm: true, now: now).html)
                \(file.notes.map { "<p class=\"notice\">\($0)</p>\n" as HTML })
                \(conflict)
                \(draft.refusals.map { ProblemNote($0).html })
                \(EditFormList().html)
                \(content)
                """)
        body.styles = [StaticFile.editorStyle.link]
        body.scripts = [StaticFile.editorScript.link]
        if hasEditor {
            body.styles = EditorFile.allCases.filter { !$0.isScript }.map(\.link) + body.styles
            body.scripts = EditorFile.allCases.filter(\.isScript).map(\.link) + body.scripts
        }
        return body
    }

    private var content: HTML {
        guard String(validating: file.bytes, as: UTF8.self) != nil else {
            return """
                <p>\(file.path) is no UTF-8 text, so it can't be edited here. <code>ballast \
                validate</code> names its first wrong byte.</p>
                """
        }
        return form
    }

    private var form: HTML {
        """
        <form id="edit" action="/configuration" method="post" data-valid="\(validity)">\
        \(proof: .session)
        <input type="hidden" name="base" value="\(draft.base)">
        <div class="editor">
        <div class="text">
        <p><label for="text">\(file.path)</label> <span id="checked" class="quiet" role="status">\
        </span></p>
        <textarea id="text" name="text" rows="24" wrap="off" spellcheck="false" \
        autocapitalize="off" autocomplete="off">
        \(draft.text)</textarea>
        <p class="actions">
        <button name="do" value="check">Check</button>
        <span class="quiet" id="help"></span>
        </p>
        <div class="actions">
        <p class="reason"><label for="message">Reason, for the history</label>
        <input id="message" name="message" maxlength="500" autocomplete="off" \
        value="\(draft.message)"></p>
        <button name="do" value="apply">Apply</button>
        <p><label for="seconds">Seconds</label>
        <input id="seconds" name="seconds" type="number" min="1" max="86400" \
        value="\(draft.seconds)"></p>
        <button name="do" value="try">Apply, revert unless confirmed</button>
        </div>
        </div>
        <div class="side">
        \(review)
        </div>
        </div>
        </form>
        """
    }

    private var validity: HTML {
        guard let review = draft.review else { return "" }
        return review.isRefused ? "no" : "yes"
    }

    private var review: HTML {
        guard let review = draft.review else {
            return """
                <section id="review" aria-label="Findings and plan">
                <p class="quiet">This is the file. <b>Check</b> shows the findings and the plan; \
                with a script they follow while you type.</p>
                </section>
                """
        }
        return ReviewPart(review, of: draft.text).html
    }

    private var conflict: HTML {
        guard let conflict = draft.conflict else { return "" }
        let lines: HTML =
            conflict.lines.map {
                DifferenceText($0, name: "The change of others").html
            } ?? "<p>The text that you have opened is in no history, so that change is unknown.</p>"
        return """
            <section class="problem" role="alert" aria-label="Conflict">
            <p><b>The document has changed since you opened it.</b> Your text is in the editor, \
            and nothing was written. The difference from the file, below, shows what another \
            <b>Apply</b> would change now: take over what you want to keep.</p>
            <h2>The change of others</h2>
            \(lines)
            </section>
            """
    }
}

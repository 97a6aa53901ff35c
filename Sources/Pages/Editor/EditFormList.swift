/// The links to the forms of frequent edits.
struct EditFormList: Sendable {
    /// The list.
    var html: HTML {
        let links = PageEdit.allCases.map { edit -> HTML in
            "<li><a href=\"/configuration/\(edit.rawValue)\">\(EditForm(edit).title)</a></li>\n"
        }
        return "<nav aria-label=\"Forms\"><ul class=\"pages\">\(links)</ul></nav>"
    }
}

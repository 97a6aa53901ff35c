/// A file of CodeMirror, which Debian's package libjs-codemirror installs.
enum EditorFile: String, Sendable, CaseIterable {
    /// The editor.
    case editor = "codemirror.js"
    /// Its style sheet.
    case style = "codemirror.css"
    /// The colours of YAML.
    case yaml = "yaml.js"
    /// The list of completions.
    case hints = "show-hint.js"
    /// Its style sheet.
    case hintStyle = "show-hint.css"

    /// The folder of the package.
    static let folder = "/usr/share/javascript/codemirror"

    /// The path below the folder of the package.
    var path: String {
        switch self {
        case .editor: "lib/codemirror.js"
        case .style: "lib/codemirror.css"
        case .yaml: "mode/yaml/yaml.js"
        case .hints: "addon/hint/show-hint.js"
        case .hintStyle: "addon/hint/show-hint.css"
        }
    }

    /// Whether it is a script.
    var isScript: Bool {
        switch self {
        case .editor, .yaml, .hints: true
        case .style, .hintStyle: false
        }
    }

    /// The value of the header `Content-Type`.
    var type: String { "text/\(isScript ? "javascript" : "css"); charset=utf-8" }

    /// The path of requests.
    var link: String { "/static/codemirror/\(rawValue)" }
}

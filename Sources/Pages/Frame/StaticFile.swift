import Admin
import Certificates
import Model
import NIOCore

/// A file of the pages, which is part of the program.
enum StaticFile: String, Sendable, CaseIterable {
    /// The style sheet.
    case style = "ballast.css"
    /// The script.
    case script = "ballast.js"
    /// The style sheet of the editor.
    case editorStyle = "editor.css"
    /// The script of the editor.
    case editorScript = "editor.js"
    /// The icon.
    case icon = "ballast.svg"

    /// The contents.
    var bytes: [UInt8] {
        switch self {
        case .style: PackageResources.ballast_css
        case .script: PackageResources.ballast_js
        case .editorStyle: PackageResources.editor_css
        case .editorScript: PackageResources.editor_js
        case .icon: PackageResources.ballast_svg
        }
    }

    private var type: String {
        switch self {
        case .style, .editorStyle: "text/css; charset=utf-8"
        case .script, .editorScript: "text/javascript; charset=utf-8"
        case .icon: "image/svg+xml"
        }
    }

    private static let tags = Dictionary(
        uniqueKeysWithValues: allCases.map { file in
            let digest = SecretBytes(file.bytes).sha256
            return (file, String(Base64.urlEncoded(digest).prefix(16)))
        })

    /// The version of the contents.
    private var tag: String { Self.tags[self] ?? "" }

    /// The path, with the version, so that a browser keeps the file as long as it is the same.
    var link: String { "/static/\(rawValue)?v=\(tag)" }

    /// Returns the answer with the file; nothing if the browser has it.
    ///
    /// - Parameter known: the header `If-None-Match`.
    func answer(known: String?) -> APIAnswer {
        let isKnown = known?.contains("\"\(tag)\"") == true
        var answer = APIAnswer(
            .whole(isKnown ? ByteBuffer() : ByteBuffer(bytes: bytes)), type: type,
            tag: "\"\(tag)\"")
        answer.status = isKnown ? 304 : 200
        answer.headers = [
            ("cache-control", "public, max-age=31536000, immutable"),
            ("cross-origin-resource-policy", "same-origin"),
        ]
        return answer
    }
}

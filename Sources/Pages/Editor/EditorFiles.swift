import Admin
import Certificates
import Files
import Model
import NIOCore

/// The files of the editor, read from the folder of their package when a browser first needs them.
actor EditorFiles {
    private let executor = QueueExecutor(label: "ballast.editor-files")
    private let folder: String
    private var known: [EditorFile: Known] = [:]

    /// The thread on which files are read.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private struct Known {
        let signature: FileSignature
        let bytes: ByteBuffer
        let tag: String
    }

    /// The most bytes of a file.
    private static let limit = 2 << 20

    /// - Parameter folder: the folder of the package.
    init(folder: String = EditorFile.folder) {
        self.folder = folder
    }

    /// Whether the package is installed.
    var areThere: Bool {
        EditorFile.allCases.allSatisfy { FileSignature.of("\(folder)/\($0.path)") != nil }
    }

    /// Returns the answer with a file.
    ///
    /// - Parameter tag: the header `If-None-Match`.
    ///
    /// **Errors:** 404: the package is not installed, or another user could have written the file.
    func answer(_ file: EditorFile, known tag: String?) throws(APIRefusal) -> APIAnswer {
        let found = try read(file)
        let isKnown = tag?.contains("\"\(found.tag)\"") == true
        var answer = APIAnswer(
            .whole(isKnown ? ByteBuffer() : found.bytes), type: file.type, tag: "\"\(found.tag)\"")
        answer.status = isKnown ? 304 : 200
        answer.headers = [
            ("cache-control", "public, max-age=3600"),
            ("cross-origin-resource-policy", "same-origin"),
        ]
        return answer
    }

    private func read(_ file: EditorFile) throws(APIRefusal) -> Known {
        let path = "\(folder)/\(file.path)"
        let signature = FileSignature.of(path)
        if let former = known[file], former.signature == signature { return former }
        guard let signature else {
            throw APIRefusal(
                404, "there is no \(path)", hint: "install the package libjs-codemirror")
        }
        do throws(FileRefusal) {
            let bytes = try TrustedFile(path: path, trusting: .own).read(limit: Self.limit)
            let tag = String(Base64.urlEncoded(SecretBytes(bytes).sha256).prefix(16))
            let read = Known(signature: signature, bytes: ByteBuffer(bytes: bytes), tag: tag)
            known[file] = read
            return read
        } catch {
            throw APIRefusal(404, "\(error.reason)")
        }
    }
}

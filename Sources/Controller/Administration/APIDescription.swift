import Admin
import NIOCore
import Synchronization

/// The description of the API, which is made when it is first asked for.
final class APIDescription: Sendable {
    private let made = Mutex<ByteBuffer?>(nil)

    /// The text, JSON.
    var text: ByteBuffer {
        made.withLock { made in
            if let made { return made }
            let text = ByteBuffer(string: OpenAPIDocument.ofController.text)
            made = text
            return text
        }
    }
}

extension OpenAPIDocument {
    /// The description of this program's API.
    package static var ofController: OpenAPIDocument { OpenAPIDocument { $0.shape } }
}

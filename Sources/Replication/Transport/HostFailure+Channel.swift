import Files
import Model
import NIOCore

extension HostFailure {
    /// Creates the failure of a channel.
    init(operation: String, channelError error: any Error, remedy: String? = nil) {
        guard let error = error as? IOError else {
            self.init(operation: operation, reason: PeerText.cut("\(error)", 300), remedy: remedy)
            return
        }
        let number = SystemError(error.errnoCode)
        self.init(
            operation: operation, reason: number.words, errno: number.name, remedy: remedy)
    }
}

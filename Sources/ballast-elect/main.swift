import Glibc
import Speaker

let path: String?
switch CommandLine.arguments.dropFirst() {
case let words where words.count == 2 && words.first == "--socket": path = words.last
default: path = nil
}
func end(_ text: String, _ status: Int32) -> Never {
    let line = Array("ballast-elect: \(text)\n".utf8)
    write(STDERR_FILENO, line, line.count)
    exit(status)
}
guard let path else { end("usage: ballast-elect --socket PATH", 2) }
do {
    try Speaker(socket: path).run()
} catch {
    end("\(error)", 1)
}

import Foundation
import Model
import Seeds
import Testing

@Suite("Base64")
struct Base64Tests {
    @Test("texts as in RFC 4648 section 10")
    func rows() {
        for (text, digits) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
        ] {
            #expect(Base64.encoded(Array(text.utf8)) == digits)
            #expect(Base64.decoded(digits) == Array(text.utf8))
        }
    }

    @Test("bytes are encoded as by Foundation, and decoded again")
    func property() {
        var dice = SeededNumbers(seed: 1)
        for length in 0..<100 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &dice) }
            let text = Base64.encoded(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decoded(text) == bytes)
            let forURL = Base64.urlEncoded(bytes)
            #expect(forURL.utf8.allSatisfy { !"+/=".utf8.contains($0) })
            #expect(Base64.urlDecoded(forURL.utf8) == bytes)
            // A text that was cut gives the bytes that are complete.
            let digits = Array(text.utf8.prefix { $0 != UInt8(ascii: "=") })
            for end in digits.indices {
                let part = Base64.decodedPrefix(of: digits[..<end])
                #expect(part == Array(bytes.prefix(end * 3 / 4)))
            }
        }
    }

    @Test("a text without its padding, or with other characters, is no Base64")
    func refused() {
        for text in ["Zg=", "Z===", "====", "=", "Zm9", "Zm9v\n", "Z-9v", "Zg==Zg==", "Z=g="] {
            #expect(Base64.decoded(text) == nil, "\(text)")
        }
        #expect(Base64.decodedPrefix(of: Array("Zm9v-Zm9v".utf8)[...]) == Array("foo".utf8))
        #expect(Base64.decodedPrefix(of: []).isEmpty)
    }
}

<?php
/**
 * What Clarifai's V2Client needs of gRPC's PHP library for calls with one request and one answer,
 * over curl: that library is a C extension which Debian does not have.
 */

namespace Grpc;

final class ChannelCredentials
{
    private function __construct(public readonly ?string $authorities)
    {
    }

    public static function createInsecure(): ?self
    {
        return null;
    }

    /** Trusts these authorities, in PEM; without them, those that the system trusts. */
    public static function createSsl(?string $authorities = null): self
    {
        return new self($authorities);
    }
}

class BaseStub
{
    /** @param array{credentials: ?ChannelCredentials} $options */
    public function __construct(private string $target, private array $options)
    {
    }

    protected function _simpleRequest(
        string $method,
        \Google\Protobuf\Internal\Message $request,
        array $decode,
        array $metadata,
    ): UnaryCall {
        $credentials = $this->options['credentials'];
        $headers = ['te: trailers', 'content-type: application/grpc', 'expect:'];
        foreach ($metadata as $name => $values) {
            foreach ($values as $value) {
                $headers[] = strtolower($name) . ": $value";
            }
        }
        $message = $request->serializeToString();
        $received = [];
        // A connection for every call: Debian's curl 7.88 fails when it takes up one of these again.
        $curl = curl_init(($credentials ? 'https://' : 'http://') . $this->target . $method);
        curl_setopt_array($curl, [
            // HTTP/2 and no other. Over TLS, that curl would offer HTTP/1.1 as well.
            CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE,
            CURLOPT_SSL_ENABLE_ALPN => false,
            CURLOPT_HTTPHEADER => $headers,
            CURLOPT_POSTFIELDS => pack('CN', 0, strlen($message)) . $message,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_HEADERFUNCTION => function ($curl, string $line) use (&$received): int {
                [$name, $value] = array_pad(explode(':', $line, 2), 2, '');
                $received[strtolower($name)] = trim($value);
                return strlen($line);
            },
        ]);
        if ($credentials?->authorities !== null) {
            curl_setopt($curl, CURLOPT_CAINFO_BLOB, $credentials->authorities);
        }
        $body = curl_exec($curl);
        if ($body === false) {
            throw new \RuntimeException($method . ': ' . curl_error($curl));
        }
        $answer = null;
        if ($body !== '') {
            $answer = new $decode[0]();
            $answer->mergeFromString(substr($body, 5));
        }
        $code = (int) ($received['grpc-status'] ?? 2);
        $details = rawurldecode($received['grpc-message'] ?? '');
        return new UnaryCall($answer, (object) ['code' => $code, 'details' => $details]);
    }
}

final class UnaryCall
{
    public function __construct(private ?object $answer, private object $status)
    {
    }

    /** @return array{?object, object} */
    public function wait(): array
    {
        return [$this->answer, $this->status];
    }
}
